using Shoal.Web.Logs;

namespace Shoal.Web.Documents;

/// <summary>Lines of the log, oldest first.</summary>
public sealed record LogList(IReadOnlyList<LogRecord> Records);
