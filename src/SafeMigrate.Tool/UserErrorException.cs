namespace SafeMigrate.Tool;

/// <summary>Bad usage, configuration or input: the message says what, where and what to do, and is all that is shown. Exit code 2.</summary>
/// <param name="message">One or two sentences without a final full stop.</param>
internal sealed class UserErrorException(string message) : Exception(message);
