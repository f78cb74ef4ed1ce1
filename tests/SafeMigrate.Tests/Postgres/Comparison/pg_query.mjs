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

// The parse tree without places, cut into what each object or command of the statement says: of DROP TABLE a, b two parts.
const lists = {
  DropStmt: 'objects', TruncateStmt: 'relations', LockStmt: 'relations', VacuumStmt: 'rels', AlterTableStmt: 'cmds',
};

const places = /^(location|\w+_location|\w*list_start|\w*list_end|jumble_args)$/;
const synonyms = { TRANS_STMT_START: 'TRANS_STMT_BEGIN', VAR_SET_DEFAULT: 'VAR_RESET' };

// Of clauses that a column can have only once the server would refuse the others; the order of the rest does not matter.
const single = { CONSTR_NOTNULL: 'first', CONSTR_DEFAULT: 'last', CONSTR_IDENTITY: 'last', CONSTR_GENERATED: 'last' };

function columnConstraints(all) {
  const kept = all.filter(({ contype }) => !/_NULL$|NOT_DEFERRABLE|ATTR_IMMEDIATE|ATTR_ENFORCED/.test(contype)).filter(one => {
    const same = all.filter(other => other.contype === one.contype);
    return !single[one.contype] || one === (single[one.contype] === 'last' ? same.at(-1) : same.find(other => other.conname) ?? same[0]);
  });
  return kept.length === 0 ? undefined : kept.sort((a, b) => a.contype < b.contype ? -1 : 1);
}

// What is written in two ways and means the same.
function meaning(key, value) {
  if ((key === 'typeName' || key === 'TypeName') && value.names)
    return { ...value, names: value.names.filter(({ String: name }, index) => index + 1 === value.names.length || name.sval !== 'pg_catalog'), arrayBounds: value.arrayBounds?.length };
  if (key === 'String' && serials[value.sval])
    return { sval: serials[value.sval] };
  if (key === 'constraints' && value[0]?.Constraint)
    return columnConstraints(value.map(({ Constraint: constraint }) => constraint));
  if (key === 'VariableSetStmt')
    return { ...value, args: value.args?.map(({ A_Const: constant }) => String(constant?.sval?.sval ?? constant?.fval?.fval ?? constant?.ival?.ival ?? 0)) };
  return synonyms[value] ?? value;
}

function parts(statement) {
  const kind = Object.keys(statement)[0];
  const items = statement[kind][lists[kind]];
  const print = body => JSON.stringify({ [kind]: body }, (key, value) => places.test(key) ? undefined : meaning(key, value));
  return items?.length > 1 ? items.map(item => print({ ...statement[kind], [lists[kind]]: [item] })) : [print(statement[kind])];
}

for (const sql of JSON.parse(readFileSync(0, 'utf8'))) {
  let statements;
  try {
    statements = parseSync(sql).stmts ?? [];
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
    continue;
  }
  console.log(JSON.stringify({
    statements: statements.map(raw => ({
      offset: raw.stmt_location ?? 0, length: raw.stmt_len ?? Buffer.byteLength(sql) - (raw.stmt_location ?? 0), ...describe(raw.stmt), parts: parts(raw.stmt),
    })),
  }));
}
