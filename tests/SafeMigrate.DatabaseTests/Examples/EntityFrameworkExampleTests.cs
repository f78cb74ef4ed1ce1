using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>The EF Core project of migrations-examples, which its own tool runs.</summary>
public class EntityFrameworkExampleTests
{
    [DatabaseFact]
    public async Task Its_migrations_make_the_tables_of_its_model()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var shop = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(database.ConnectionString).Options);

        await shop.Database.MigrateAsync();

        Assert.Empty(await shop.Database.GetPendingMigrationsAsync());
        Assert.False(shop.Database.HasPendingModelChanges());
        shop.Add(new Order { CustomerId = 1, Status = "new" });
        await Assert.ThrowsAsync<DbUpdateException>(() => shop.SaveChangesAsync());
        shop.ChangeTracker.Clear();
        shop.AddRange(new Customer { Name = "Ada", Email = "ada@example.org" }, new Order { CustomerId = 1, Status = "new", Remark = "by hand" });
        await shop.SaveChangesAsync();
        Assert.Equal("by hand", (await shop.Orders.AsNoTracking().SingleAsync()).Remark);
        Assert.True(await database.ScalarAsync<bool>("""SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = '"Orders"'::regclass"""));
    }
}
