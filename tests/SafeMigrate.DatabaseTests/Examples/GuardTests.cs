namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Blocks that create what is not there yet.</summary>
public class GuardTests
{
    private const string Tables = """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE orders (id int PRIMARY KEY, customer_id int);
        INSERT INTO customers VALUES (1);
        INSERT INTO orders VALUES (1, 1);

        """;

    private const string Guards = """
        DO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN null; END $$;
        DO $$ BEGIN CREATE TYPE pair AS (a int); EXCEPTION WHEN duplicate_object THEN RAISE NOTICE 'pair'; END $$;
        DO $$ BEGIN ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id); EXCEPTION WHEN duplicate_object THEN null; END $$;
        DO $$ BEGIN
          IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'note') THEN
            ALTER TABLE orders ADD COLUMN note text;
          END IF;
        END $$;
        """;

    [DatabaseFact]
    public Task Create_what_is_missing_and_take_it_back() => RoundTrip.RunAsync(Tables, Guards);

    [DatabaseFact]
    public Task Leave_what_is_there_as_it_is_on_every_way() => RoundTrip.RunAsync(
        Tables + "CREATE TYPE mood AS ENUM ('old'); CREATE TYPE pair AS (b text); ALTER TABLE orders ADD COLUMN note int, ADD CONSTRAINT fk CHECK (id > 0);", Guards);
}
