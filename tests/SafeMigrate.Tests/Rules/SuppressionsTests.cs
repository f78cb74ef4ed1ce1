namespace SafeMigrate.Tests.Rules;

public class SuppressionsTests
{
    [Fact]
    public void A_remark_with_a_reason_silences_its_statement_alone() => Lint.Postgres("""
        -- safemigrate:ignore SM0003 filled since 1.8
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
        ALTER TABLE orders [|ALTER COLUMN state SET NOT NULL|];
        """).Reports("SM0003");

    [Fact]
    public void A_rule_may_be_named_in_words() => Lint.Postgres("""
        -- safemigrate:ignore set-not-null, drop-column filled since 1.8
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL, DROP COLUMN note;
        """).IsClean();

    [Fact]
    public void A_remark_at_the_top_covers_the_file() => Lint.Postgres("""
        -- safemigrate:ignore-file SM0003 filled since 1.8
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
        ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
        """).IsClean();

    [Fact]
    public void A_rule_that_does_not_exist_is_an_error() => Lint.Postgres("""
        -- safemigrate:ignore SM9999 because
        ALTER TABLE orders ADD COLUMN note text;
        """).Reports("SM0001");

    [Fact]
    public void A_reason_is_required_unless_configured() => Lint.Postgres("""
        -- safemigrate:ignore SM0003
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
        """).Configured("safemigrate_suppression_reason", "optional").IsClean();
}
