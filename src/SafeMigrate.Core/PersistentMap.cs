namespace SafeMigrate;

/// <summary>
/// An immutable map with strings as keys, compared ordinally. Adding and removing cost O(log n) and share all other nodes with the map
/// they came from, so a history of thousands of statements can keep the schema before each of them.
/// </summary>
internal sealed class PersistentMap<TValue>
{
    public static readonly PersistentMap<TValue> Empty = new(null);

    private readonly Node? root;

    private PersistentMap(Node? root) => this.root = root;

    /// <summary>The values in the order of their keys.</summary>
    public IEnumerable<TValue> Values
    {
        get
        {
            var path = new Stack<Node>();
            for (var node = root; node is not null || path.Count > 0; node = node.Right)
            {
                for (; node is not null; node = node.Left)
                    path.Push(node);
                node = path.Pop();
                Steps.Count();
                yield return node.Value;
            }
        }
    }

    public bool TryGetValue(string key, out TValue value)
    {
        for (var node = root; node is not null;)
        {
            var order = string.CompareOrdinal(key, node.Key);
            if (order == 0)
            {
                value = node.Value;
                return true;
            }

            node = order < 0 ? node.Left : node.Right;
        }

        value = default!;
        return false;
    }

    public bool Contains(string key) => TryGetValue(key, out _);

    public PersistentMap<TValue> With(string key, TValue value) => new(Insert(root, key, value));

    public PersistentMap<TValue> Without(string key) => Contains(key) ? new(Remove(root!, key)) : this;

    private static Node Insert(Node? node, string key, TValue value)
    {
        if (node is null)
            return new Node(null, key, value, null);

        var order = string.CompareOrdinal(key, node.Key);
        return order == 0 ? new Node(node.Left, key, value, node.Right)
            : order < 0 ? Balanced(Insert(node.Left, key, value), node, node.Right)
            : Balanced(node.Left, node, Insert(node.Right, key, value));
    }

    private static Node? Remove(Node node, string key)
    {
        var order = string.CompareOrdinal(key, node.Key);
        if (order < 0)
            return Balanced(Remove(node.Left!, key), node, node.Right);
        if (order > 0)
            return Balanced(node.Left, node, Remove(node.Right!, key));
        if (node.Left is null)
            return node.Right;
        if (node.Right is null)
            return node.Left;

        var next = node.Right;
        while (next.Left is not null)
            next = next.Left;
        return Balanced(node.Left, next, Remove(node.Right, next.Key));
    }

    // AVL: the two sides of a node differ in height by at most one.
    private static Node Balanced(Node? left, Node middle, Node? right)
    {
        var (leftHeight, rightHeight) = (Height(left), Height(right));
        if (leftHeight > rightHeight + 1)
        {
            return Height(left!.Left) >= Height(left.Right)
                ? left.With(left.Left, middle.With(left.Right, right))
                : left.Right!.With(left.With(left.Left, left.Right.Left), middle.With(left.Right.Right, right));
        }

        if (rightHeight > leftHeight + 1)
        {
            return Height(right!.Right) >= Height(right.Left)
                ? right.With(middle.With(left, right.Left), right.Right)
                : right.Left!.With(middle.With(left, right.Left.Left), right.With(right.Left.Right, right.Right));
        }

        return middle.With(left, right);
    }

    private static int Height(Node? node) => node?.Height ?? 0;

    private sealed class Node(Node? left, string key, TValue value, Node? right)
    {
        public Node? Left { get; } = left;
        public string Key { get; } = key;
        public TValue Value { get; } = value;
        public Node? Right { get; } = right;
        public int Height { get; } = 1 + Math.Max(left?.Height ?? 0, right?.Height ?? 0);

        public Node With(Node? newLeft, Node? newRight) => new(newLeft, Key, Value, newRight);
    }
}
