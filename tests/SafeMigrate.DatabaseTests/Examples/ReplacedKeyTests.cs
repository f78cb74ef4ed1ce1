namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Primary keys in the place of others, and constraints on columns in the place of others.</summary>
public class ReplacedKeyTests
{
    private static readonly string[] Changes =
    [
        """ALTER TABLE {0} DROP CONSTRAINT {0}_pkey; ALTER TABLE {0} ADD CONSTRAINT {0}_pkey PRIMARY KEY (note, "Id")""",
        """ALTER TABLE {0} DROP COLUMN "Id", ADD PRIMARY KEY (person, post), DROP CONSTRAINT {0}_once""",
        """CREATE UNIQUE INDEX i ON {0} (post, person); ALTER TABLE {0} DROP CONSTRAINT {0}_pkey, ADD CONSTRAINT pk PRIMARY KEY USING INDEX i""",
        """ALTER TABLE {0} DROP CONSTRAINT {0}_pkey, ALTER COLUMN "Id" TYPE bigint, ADD CONSTRAINT {0}_pkey PRIMARY KEY ("Id")""",
        """ALTER TABLE {0} DROP CONSTRAINT {0}_pkey, ADD COLUMN no bigserial NOT NULL, ADD PRIMARY KEY (no)""",
    ];

    [DatabaseFact]
    public Task Take_their_place_at_contract_and_give_it_back_with_a_revert() => RoundTrip.RunAsync(
        string.Join('\n', Changes.Select((_, place) => $"""
            CREATE TABLE likes{place} ("Id" serial PRIMARY KEY, person int NOT NULL, post int NOT NULL, note text, CONSTRAINT likes{place}_once UNIQUE (person, post));
            INSERT INTO likes{place} (person, post, note) SELECT n, n, n FROM generate_series(1, 5) AS n;
            """)),
        string.Join(";\n", Changes.Select((change, place) => string.Format(change, $"likes{place}"))));

    [DatabaseFact]
    public Task Constraints_of_columns_that_the_same_migration_replaces_follow_behind_the_swap() => RoundTrip.RunAsync(
        """
        CREATE TABLE teams (id int PRIMARY KEY, team_no int);
        CREATE TABLE people (id int PRIMARY KEY, team int, grade int NOT NULL, rank int);
        INSERT INTO teams VALUES (1, 1);
        INSERT INTO people VALUES (1, 1, 2, 3);
        """,
        """
        ALTER TABLE teams ALTER COLUMN id TYPE bigint;
        ALTER TABLE people ALTER COLUMN team TYPE bigint, ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES teams (id), ADD CHECK (team > 0);
        ALTER TABLE people RENAME COLUMN grade TO "Grade";
        ALTER TABLE people ADD UNIQUE ("Grade", team), DROP CONSTRAINT people_pkey, ADD PRIMARY KEY ("Grade", id);
        """);
}
