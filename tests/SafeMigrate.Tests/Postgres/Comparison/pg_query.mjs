// Reads a JSON array of SQL texts and prints, a line for each, what PostgreSQL's own parser (libpg-query) says of it.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const { loadModule, parseSync } = createRequire(process.argv[2] + '/')('libpg-query');
await loadModule();

const columnCommands = /^AT_(AddColumn|DropColumn|ColumnDefault|SetNotNull|DropNotNull|AlterColumnType|SetStatistics|SetStorage|SetCompression|SetOptions|ResetOptions|AddIdentity|SetIdentity|DropIdentity|SetExpression|DropExpression)$/;
const constraintFlags = node => [
  node.deferrable && 'DEFERRABLE', node.initdeferred && 'DEFERRED', node.is_no_inherit && 'NO INHERIT',
  /CHECK|FOREIGN/.test(node.contype) && !node.is_enforced ? 'NOT ENFORCED' : node.skip_validation && 'NOT VALID', node.nulls_not_distinct && 'NULLS NOT DISTINCT',
].filter(Boolean).join(' ');
const text = list => (list ?? []).map(item => item.String.sval);
const serials = { smallserial: 'serial2', serial: 'serial4', bigserial: 'serial8' };
const typeName = type => {
  const names = text(type.names).filter(name => name !== 'pg_catalog');
  if (names.length === 1 && serials[names[0]])
    names[0] = serials[names[0]];
  return (names.length > 1 ? names.slice(-2).join('.') : names[0]) + (type.arrayBounds ? '[]' : '');
};

function describe(statement) {
  const facts = new Set();
  const commonTables = new Set();
  const walk = (node, visit, key) => {
    if (node === null || typeof node !== 'object')
      return;
    if (Array.isArray(node))
      node.forEach(item => walk(item, visit, key));
    else if (visit(node, key) !== false)
      Object.entries(node).forEach(([name, child]) => walk(child, visit, name));
  };

  walk(statement, node => { if (node.ctename) commonTables.add(node.ctename); });
  walk(statement, (node, key) => {
    if (node.relname && !(commonTables.has(node.relname) && !node.schemaname) && key !== 'typevar')
      facts.add('table ' + (node.schemaname ? node.schemaname + '.' : '') + node.relname);
    if (key === 'lockedRels' || key === 'typevar' || key === 'coldeflist')
      return false;
    const column = node.ColumnRef?.fields?.at(-1);
    if (column)
      facts.add('column ' + (column.String?.sval ?? '*'));
    const definition = node.ColumnDef;
    if (definition?.colname)
      facts.add('column ' + definition.colname);
    if (definition?.colname && definition.typeName)
      facts.add(`type ${definition.colname} ${typeName(definition.typeName)}`);
    text(node.A_Indirection?.indirection?.filter(item => item.String)).forEach(name => facts.add('column ' + name));
    if (node.A_Indirection?.indirection?.some(item => item.A_Star))
      facts.add('column *');
    if (node.PartitionElem?.name)
      facts.add('column ' + node.PartitionElem.name);
    if (node.IndexElem?.name)
      facts.add('column ' + node.IndexElem.name);
    if (columnCommands.test(node.AlterTableCmd?.subtype) && node.AlterTableCmd.name)
      facts.add('column ' + node.AlterTableCmd.name);
    const constraint = node.Constraint;
    const targets = node.ctename ? [] : [
      node.InsertStmt?.cols, node.UpdateStmt?.targetList, node.MergeWhenClause?.targetList, key === 'onConflictClause' ? node.targetList : [],
    ];
    targets.flat().filter(Boolean).forEach(target => facts.add('column ' + target.ResTarget.name));
    text(node.JoinExpr?.usingClause).forEach(name => facts.add('column ' + name));
    [constraint?.keys, constraint?.fk_attrs, constraint?.pk_attrs, constraint?.including].flatMap(text).forEach(name => facts.add('column ' + name));
  });

  const kind = Object.keys(statement)[0];
  const body = statement[kind];
  const added = kind === 'CreateStmt' ? body.tableElts ?? []
    : kind === 'AlterTableStmt' ? body.cmds.filter(cmd => cmd.AlterTableCmd.subtype === 'AT_AddConstraint').map(cmd => cmd.AlterTableCmd.def) : [];
  for (const { Constraint: constraint } of added.filter(element => element.Constraint))
    facts.add(`constraint ${constraint.contype.slice(7)} ${constraint.conname ?? '-'} ${constraintFlags(constraint)}`.trim());
  return { kind, subcommands: (body.cmds ?? []).map(cmd => cmd.AlterTableCmd?.subtype).filter(Boolean), commonTables: [...commonTables], facts: body.objtype === 'OBJECT_TYPE' ? null : [...facts].sort() };
}

for (const sql of JSON.parse(readFileSync(0, 'utf8'))) {
  let answer;
  try {
    answer = {
      statements: (parseSync(sql).stmts ?? []).map(raw => ({
        offset: raw.stmt_location ?? 0, length: raw.stmt_len ?? Buffer.byteLength(sql) - (raw.stmt_location ?? 0), ...describe(raw.stmt),
      })),
    };
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(JSON.stringify(answer));
}
