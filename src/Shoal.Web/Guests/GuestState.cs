namespace Shoal.Web.Guests;

/// <summary>How far a guest is, for the page's own script.</summary>
internal sealed record GuestState(long Done, long Total, bool IsDone);
