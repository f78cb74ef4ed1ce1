namespace SafeMigrate.Tool.Demo;

/// <summary>The statements of one version of the demo's application. Each returns or takes the order's state and quantity, whatever they are called.</summary>
/// <param name="Number">As in <c>application_name</c>: <c>shop/1.0</c>.</param>
/// <param name="Insert">Inserts an order.</param>
/// <param name="SetState">Changes an order's state.</param>
/// <param name="SetQuantity">Changes an order's quantity.</param>
/// <param name="Read">Reads an order.</param>
internal sealed record ShopVersion(string Number, string Insert, string SetState, string SetQuantity, string Read)
{
    /// <summary>The version that runs before the release.</summary>
    public static ShopVersion Old { get; } = new(
        "1.0",
        "INSERT INTO orders (customer_id, status, quantity) VALUES ($1, $2, $3) RETURNING id",
        "UPDATE orders SET status = $2 WHERE id = $1",
        "UPDATE orders SET quantity = $2 WHERE id = $1",
        "SELECT status, quantity FROM orders WHERE id = $1");

    /// <summary>The version that is released. It asks for the quantity as the type it will have, so both shapes are the same to it.</summary>
    public static ShopVersion New { get; } = new(
        "2.0",
        "INSERT INTO orders (customer_id, state, quantity, currency) VALUES ($1, $2, $3, 'USD') RETURNING id",
        "UPDATE orders SET state = $2 WHERE id = $1",
        "UPDATE orders SET quantity = $2 WHERE id = $1",
        "SELECT state, quantity::bigint FROM orders WHERE id = $1");
}
