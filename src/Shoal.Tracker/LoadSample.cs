namespace Shoal.Tracker;

/// <summary>A moment: how much there was, and how much a second was done since the moment before.</summary>
internal readonly record struct LoadSample(int Swarms, int Peers, double Announces, double Scrapes, double Connects, double Refused);
