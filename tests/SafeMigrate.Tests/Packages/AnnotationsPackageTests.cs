namespace SafeMigrate.Tests.Packages;

public sealed class AnnotationsPackageTests : IDisposable
{
    private readonly FreshProject fresh = new();

    [Fact]
    public void A_migration_says_what_its_plan_cannot_know()
    {
        fresh.Pack("SafeMigrate.Annotations");
        fresh.Write("shop/shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup><PackageReference Include="SafeMigrate.Annotations" Version="{FreshProject.Version}" /></ItemGroup>
            </Project>
            """);
        fresh.Write("shop/FluentMigrator.cs", """
            namespace FluentMigrator;
            public class MigrationAttribute(long version) : System.Attribute { public long Version => version; }
            public abstract class Migration { protected Alter Alter => new(); public abstract void Up(); }
            public class Alter { public Alter Column(string name) => this; public Alter OnTable(string name) => this; public Alter AsString(int size) => this; }
            """);
        fresh.Write("shop/Migrations/ChangeEmail.cs", """
            using FluentMigrator;
            using SafeMigrate;

            [Migration(2)]
            public class ChangeEmail : Migration
            {
                public override void Up() => Alter.Column("email").OnTable("users").AsString(320).SafeMigrate(up: "lower(email)", down: "email");
            }
            """);
        fresh.Write("shop/Migrations/1_users.sql", "CREATE TABLE users (id int PRIMARY KEY, email text);");

        fresh.Run("dotnet", "build shop --nologo -v q -nodeReuse:false");
        var plan = Tool.CommandRun.Of("plan", fresh.Folder + "/shop/Migrations", "--only", "2");

        Assert.Equal("", plan.Error);
        Assert.Contains("lower(email)", plan.Out);
    }

    public void Dispose() => fresh.Dispose();
}
