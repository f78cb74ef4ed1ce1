using SafeMigrate.Runner.Backfill;

namespace SafeMigrate.DatabaseTests.Runner;

public class SweepsTests
{
    private static readonly BackfillTable Table = new("public.t", 0);

    [Fact]
    public void Dense_window_is_swept_share_by_share_and_is_done_with_the_last_one()
    {
        var sweeps = new Sweeps(new BlockRange(Table, 0, 5000, 0, 0), several: true);

        var batches = Run(sweeps, blocks: 1024, rowsPerBlock: 20);

        Assert.Equal(
            ["0..1024 of 0", "1024..2048 of 0", "2048..3072 of 0", "3072..4096 of 0", "0..1024 of 310"], batches.Take(5).Select(batch => batch.Text));
        Assert.Equal(Enumerable.Repeat(0L, 12), batches.Take(12).Select(batch => batch.Next));
        Assert.Equal([1024, 2048, 3072, 4096], batches.Skip(12).Take(4).Select(batch => batch.Next));
        Assert.Equal("4096..4322 of 0", batches[16].Text);
        Assert.True(sweeps.IsDone);
    }

    [Fact]
    public void Few_rows_in_each_block_are_taken_at_once_from_the_second_window_on()
    {
        var sweeps = new Sweeps(new BlockRange(Table, 0, 3 * 4096, 0, 0), several: true);

        var batches = Run(sweeps, blocks: 5000, rowsPerBlock: 1);

        Assert.Equal(["0..1024 of 0", "0..1024 of 310", "4096..8192 of 0", "8192..12288 of 0"], batches.Where(batch => batch.From % 4096 == 0).Select(batch => batch.Text));
    }

    [Fact]
    public void Rows_become_many_again()
    {
        var sweeps = new Sweeps(new BlockRange(Table, 0, 3 * 4096, 0, 0), several: true);
        Run(sweeps, blocks: 1024, rowsPerBlock: 1, to: 4096);

        var batches = Run(sweeps, blocks: 1024, rowsPerBlock: 20);

        Assert.Equal(4, batches.Count(batch => batch.From == 8192));
    }

    [Fact]
    public void Rows_are_taken_at_once_where_they_cannot_stay_in_their_blocks()
    {
        var sweeps = new Sweeps(new BlockRange(Table, 100, 500, 200, 7), several: false);

        Assert.True(sweeps.LeavesRoom);
        Assert.Equal(["200..500 of 0"], Run(sweeps, blocks: 1024, rowsPerBlock: 20).Select(batch => batch.Text));
        Assert.True(sweeps.IsDone);
    }

    [Fact]
    public void Shares_are_all_rows_once()
    {
        Assert.Equal(Enumerable.Range(0, Share.Hashes), Share.Each.SelectMany(share => Enumerable.Range(share.From, share.Size)));
        Assert.Equal(Share.Hashes, Share.Each[0].Size + Share.Rest.Size);
    }

    // Each sweep finds as many rows in a block as it has of the block's share.
    private static List<(long From, string Text, long Next)> Run(Sweeps sweeps, long blocks, int rowsPerBlock, long to = long.MaxValue)
    {
        var batches = new List<(long, string, long)>();
        while (!sweeps.IsDone && sweeps.Range.Next < to)
        {
            var end = sweeps.Take(blocks);
            var (rows, next) = (sweeps.Rows(end), sweeps.Next(end));
            batches.Add((end - sweeps.Blocks(end), $"{end - sweeps.Blocks(end)}..{end} of {rows.Share.From}", next));
            sweeps.Done(sweeps.Range with { Next = next, Rows = sweeps.Range.Rows + (sweeps.Blocks(end) * rowsPerBlock * rows.Share.Size / Share.Hashes) }, end);
        }

        return batches;
    }
}
