using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;

namespace SafeMigrate.SqlServer.Reading;

internal sealed partial class StatementReader
{
    private Column Column(ColumnDefinition column) => new(column.ColumnIdentifier.Value, Type(column.DataType))
    {
        NotNull = column.Constraints.OfType<NullableConstraintDefinition>().Any(constraint => !constraint.Nullable),
        Default = column.DefaultConstraint is { } value ? Expression(value.Expression) : null,
        DefaultName = column.DefaultConstraint?.ConstraintIdentifier?.Value,
        Generated = column.ComputedColumnExpression is { } computed ? new Generated(Expression(computed), column.IsPersisted) : null,
        Identity = column.IdentityOptions is { } identity ? new Identity(Always: true, Text(identity)) : null,
        Collation = column.Collation is { } collation ? new QualifiedName(null, collation.Value) : null,
        Constraints = column.Constraints.Select(constraint => Constraint(constraint, column.ColumnIdentifier.Value)).OfType<Constraint>().ToValueList(),
    };

    private static DataType Type(DataTypeReference? type)
    {
        // A computed column has the type of its expression.
        if (type is null)
            return new DataType("");

        var modifiers = type is ParameterizedDataTypeReference { Parameters: { Count: > 0 } parameters }
            ? parameters.Select(parameter => parameter.Value.ToLowerInvariant()).ToValueList()
            : [];
        var name = type switch
        {
            SqlDataTypeReference { SqlDataTypeOption: var option } when option != SqlDataTypeOption.None => Canonical(option),
            XmlDataTypeReference => "xml",
            _ => type.Name.BaseIdentifier.Value.ToLowerInvariant(),
        };
        return new DataType(name, modifiers) { Schema = type is UserDataTypeReference ? type.Name.SchemaIdentifier?.Value : null };
    }

    // The server has one name for each: INTEGER is int, DEC is decimal, ROWVERSION is timestamp.
    private static string Canonical(SqlDataTypeOption option) => option switch
    {
        SqlDataTypeOption.Sql_Variant => "sql_variant",
        SqlDataTypeOption.Numeric => "decimal",
        SqlDataTypeOption.Rowversion => "timestamp",
        _ => option.ToString().ToLowerInvariant(),
    };

    private Constraint? Constraint(ConstraintDefinition constraint) => Constraint(constraint, null);

    private Constraint? Constraint(ConstraintDefinition constraint, string? column)
    {
        var name = constraint.ConstraintIdentifier?.Value;
        ValueList<string> own = column is null ? [] : [column];
        Constraint? read = constraint switch
        {
            CheckConstraintDefinition check => new CheckConstraint(name, Expression(check.CheckCondition)),
            ForeignKeyConstraintDefinition key => new ForeignKey(
                name,
                key.Columns.Count > 0 ? key.Columns.Select(part => part.Value).ToValueList() : own,
                Name(key.ReferenceTableName),
                key.ReferencedTableColumns.Select(part => part.Value).ToValueList())
            {
                OnDelete = Action(key.DeleteAction),
                OnUpdate = Action(key.UpdateAction),
            },
            UniqueConstraintDefinition unique => Unique(unique, name, own),
            _ => null,
        };
        return read is null ? null : read with { Location = At(constraint) };
    }

    private static IndexConstraint Unique(UniqueConstraintDefinition unique, string? name, ValueList<string> own)
    {
        var columns = unique.Columns.Count > 0 ? unique.Columns.Select(ColumnName).ToValueList() : own;
        IndexConstraint read = unique.IsPrimaryKey ? new PrimaryKey(name, columns) : new UniqueConstraint(name, columns);
        return read with { Online = IsOnline(unique.IndexOptions), Clustered = unique.Clustered };
    }

    private static string? Action(DeleteUpdateAction action) => action switch
    {
        DeleteUpdateAction.Cascade => "CASCADE",
        DeleteUpdateAction.SetNull => "SET NULL",
        DeleteUpdateAction.SetDefault => "SET DEFAULT",
        DeleteUpdateAction.NoAction => "NO ACTION",
        _ => null,
    };
}
