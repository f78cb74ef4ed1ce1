using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Rules;

namespace SafeMigrate.SqlServer;

/// <summary>All rules for SQL Server.</summary>
public static class SqlServerRules
{
    /// <summary>The rules in the order of their ids.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        new SM1001OfflineIndex(),
        new SM1002OnlineNeedsEnterprise(),
        new SM1003AddColumnDefaultBySize(),
        new SM1004AddColumnComputedDefault(),
        new SM1005AddIdentityColumn(),
        new SM1006AddPersistedColumn(),
        new SM1007AddRequiredColumn(),
        new SM1008AlterColumnOffline(),
        new SM1009NarrowColumn(),
        new SM1010AlterColumnDropsNotNull(),
        new SM1011AlterColumnResetsCollation(),
        new SM1012SetNotNull(),
        new SM1015RenameOther(),
        new SM1016TransferObject(),
        new SM1017AddForeignKeyChecked(),
        new SM1018AddCheckChecked(),
        new SM1019UntrustedConstraint(),
        new SM1020CheckConstraintScan(),
        new SM1021AddKeyOffline(),
        new SM1022ClusteredChange(),
        new SM1023RebuildOffline(),
        new SM1024OnlineInTransaction(),
        new SM1025SwitchPartition(),
        new SM1026ChangeSparse(),
        new SM1027StopVersioning(),
        new SM1028DropColumnWithDefault(),
        new SM1029ChangeModule(),
        new SM1032MissingLockTimeout(),
    ];
}
