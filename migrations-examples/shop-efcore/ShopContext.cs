using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Shop.Data;

public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>().Property(customer => customer.Email).HasMaxLength(200);
        modelBuilder.Entity<Order>().Property(order => order.Status).HasMaxLength(20);
        modelBuilder.Entity<Order>().Property(order => order.State).HasMaxLength(20);
        modelBuilder.Entity<Order>().HasOne<Customer>().WithMany().HasForeignKey(order => order.CustomerId);
        modelBuilder.Entity<Order>().HasIndex(order => order.Status);
        modelBuilder.Entity<Order>().HasIndex(order => order.CustomerId).IsCreatedConcurrently();
    }
}

/// <summary>For "dotnet ef": no application is started, and "migrations add" needs no database.</summary>
public class ShopContextFactory : IDesignTimeDbContextFactory<ShopContext>
{
    public ShopContext CreateDbContext(string[] args)
    {
        var connection = Environment.GetEnvironmentVariable("SHOP_CONNECTION") ?? "Host=localhost;Database=shop";
        return new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(connection).Options);
    }
}
