namespace Shoal.Tracker;

/// <summary>How far a request got.</summary>
internal enum HttpRequestStatus
{
    /// <summary>The head has not ended yet.</summary>
    NeedMoreData,

    Complete,

    /// <summary>No HTTP, or a head longer than <see cref="HttpRequest.MaxHeadBytes"/>.</summary>
    Bad,
}
