namespace Shoal.Web.Documents;

/// <summary>A place for files that a browser sends before their code is made.</summary>
public sealed record BatchDocument(string Batch);
