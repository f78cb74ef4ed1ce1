using FluentMigrator;

namespace Shop.Migrations;

[Migration(20260302)]
public class RenameNoteToRemark : AutoReversingMigration
{
    public override void Up() => Rename.Column("note").OnTable(Tables.Orders).To("remark");
}
