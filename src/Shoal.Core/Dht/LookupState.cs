namespace Shoal.Core.Dht;

internal enum LookupState
{
    New,
    Asked,

    /// <summary>Asked, and not answering in good time: still heard, not waited for.</summary>
    Late,
    Answered,
    Failed,
}
