namespace Shop.Data;

public class Order
{
    public long Id { get; set; }

    public long CustomerId { get; set; }

    public required string Status { get; set; }

    public string? Remark { get; set; }

    public string? State { get; set; }

    public decimal Total { get; set; }
}
