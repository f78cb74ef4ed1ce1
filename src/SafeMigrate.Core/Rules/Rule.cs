using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>
/// Judges operations in their context. A rule has no state: one instance serves all threads. Its texts are the documentation page, the report's
/// help and two tests.
/// </summary>
public abstract class Rule
{
    /// <summary>The id in reports and configuration: <c>SM0003</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name in kebab case, for people: <c>set-not-null</c>. Suppressions accept it in the place of the id.</summary>
    public abstract string Name { get; }

    /// <summary>How bad it is where nothing is known about the table's size.</summary>
    public abstract Severity Severity { get; }

    /// <summary>What is wrong, one line without a full stop.</summary>
    public abstract string Title { get; }

    /// <summary>What the server does and who waits or fails, in sentences.</summary>
    public abstract string Why { get; }

    /// <summary>What to do instead, one sentence without a full stop; the help of a finding that brings none of its own.</summary>
    public abstract string Instead { get; }

    /// <summary>
    /// SQL that the rule reports. The line <c>-- next migration</c> starts another file; <c>-- one transaction</c> as the first line of a file
    /// says that its tool wraps it.
    /// </summary>
    public abstract string Bad { get; }

    /// <summary>SQL that reaches the same end and that no rule reports; in the form of <see cref="Bad"/>.</summary>
    public abstract string Good { get; }

    /// <summary>False for style and policy: such a rule speaks only where the configuration gives it a severity.</summary>
    public virtual bool EnabledByDefault => true;

    /// <summary>The dialect it knows, or null for all.</summary>
    public virtual Dialect? Dialect => SafeMigrate.Dialect.Postgres;

    /// <summary>The first major version of PostgreSQL on which it holds.</summary>
    public virtual int FirstVersion => 14;

    /// <summary>The last major version of PostgreSQL on which it holds; null for all that are known.</summary>
    public virtual int? LastVersion => null;

    /// <summary>True where a small table makes the hazard a note: a scan of forty rows locks out nobody.</summary>
    public virtual bool DependsOnSize => false;

    /// <summary>The kind of operation it judges; a base record stands for all that derive from it.</summary>
    public virtual Type Judges => typeof(Operation);

    /// <summary>The findings about one operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="context">What is known before it runs.</param>
    public abstract IEnumerable<Finding> Judge(Operation operation, RuleContext context);

    /// <summary>True for the first operation of its statement that has something to say: one finding is enough for all of them.</summary>
    /// <param name="operation">One of the statement's operations.</param>
    /// <param name="context">What is known before it runs.</param>
    /// <param name="says">Whether an operation has something to say.</param>
    protected static bool SpeaksForAll<TOperation>(TOperation operation, RuleContext context, Func<TOperation, bool> says)
        where TOperation : Operation => says(operation) && ReferenceEquals(context.Statement.Operations.OfType<TOperation>().First(says), operation);

    /// <summary>A finding at the operation's place with the rule's own severity and help.</summary>
    /// <param name="operation">What it is about.</param>
    /// <param name="message">What will happen, with names; one sentence without a full stop.</param>
    protected Finding Found(Operation operation, string message) => Found(operation, operation.Location, message);

    /// <summary>A finding at a place within the operation.</summary>
    /// <param name="operation">What it is about.</param>
    /// <param name="location">The clause to point at.</param>
    /// <param name="message">What will happen, with names; one sentence without a full stop.</param>
    protected Finding Found(Operation operation, Location location, string message) =>
        new(Id, Name, Severity, location, message, Instead) { Operation = operation.Name };
}

/// <summary>A rule about one kind of operation.</summary>
/// <typeparam name="TOperation">The kind; a base record stands for all that derive from it.</typeparam>
public abstract class Rule<TOperation> : Rule
    where TOperation : Operation
{
    /// <inheritdoc/>
    public sealed override Type Judges => typeof(TOperation);

    /// <inheritdoc/>
    public sealed override IEnumerable<Finding> Judge(Operation operation, RuleContext context) =>
        operation is TOperation typed ? Check(typed, context) : [];

    /// <summary>The findings about one operation of the rule's kind.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="context">What is known before it runs.</param>
    protected abstract IEnumerable<Finding> Check(TOperation operation, RuleContext context);
}
