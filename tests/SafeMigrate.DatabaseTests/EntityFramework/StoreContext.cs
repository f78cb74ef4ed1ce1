using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SafeMigrate.EntityFrameworkCore;

namespace SafeMigrate.DatabaseTests.EntityFramework;

/// <summary>A context whose second migration is not safe on a table in use, though each of its operations has a safe form.</summary>
internal sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options);

[DbContext(typeof(StoreContext)), Migration("20260101000001_Create")]
internal sealed class Create : Microsoft.EntityFrameworkCore.Migrations.Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent int, code text, note text)");
        migrationBuilder.CreateIndex("child_note", "child", "note");
    }
}

[DbContext(typeof(StoreContext)), Migration("20260101000002_Tighten")]
internal sealed class Tighten : Microsoft.EntityFrameworkCore.Migrations.Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex("child_parent", "child", "parent");
        migrationBuilder.DropIndex("child_note", table: "child");
        migrationBuilder.AddForeignKey("child_parent_fk", "child", "parent", "parent", principalColumn: "id");
        migrationBuilder.AddCheckConstraint("child_code_set", "child", "code <> ''");
        migrationBuilder.AddUniqueConstraint("child_code", "child", "code");
        migrationBuilder.AlterColumn<string>("note", "child", "text", nullable: false, oldClrType: typeof(string), oldType: "text", oldNullable: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("child_parent", table: "child");
        migrationBuilder.CreateIndex("child_note", "child", "note");
    }
}

[DbContext(typeof(StoreContext)), Migration("20260101000003_Drop"), SafeMigrateIgnore("SM0201", "no version reads it")]
internal sealed class Drop : Microsoft.EntityFrameworkCore.Migrations.Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn("note", "child");
}

[DbContext(typeof(StoreContext)), Migration("20260101000004_Rename")]
internal sealed class Rename : Microsoft.EntityFrameworkCore.Migrations.Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.RenameColumn("code", "child", "sign");
}
