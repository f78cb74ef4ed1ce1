using Npgsql;
using SafeMigrate.Runner.Doctor;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>What is left over, invalid, forgotten or overdue in the database and the journal. Changes nothing; none where all is well.</summary>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<DoctorFinding>> DoctorAsync(CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await ExplainedAsync(() => session.Main.RunAsync(connection => ExamineAsync(connection, cancellation), cancellation));
    }

    private async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var hasJournal = await JournalSchema.ExistsAsync(connection, cancellation);
        var changes = hasJournal ? await ChangeJournal.ChangesAsync(connection, cancellation) : [];
        return
        [
            .. hasJournal ? await new JournalDoctor(connection, options, changes).ExamineAsync(cancellation) : [],
            .. await new CatalogDoctor(connection, changes, hasJournal).ExamineAsync(cancellation),
        ];
    }
}
