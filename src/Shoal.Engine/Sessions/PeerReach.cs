namespace Shoal.Engine.Sessions;

/// <summary>How far away somebody is, by its address.</summary>
public enum PeerReach
{
    ThisMachine,

    /// <summary>A private or link-local address: the same network, as a rule.</summary>
    LocalNetwork,
    Internet,
}
