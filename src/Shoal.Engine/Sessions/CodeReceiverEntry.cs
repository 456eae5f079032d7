using System.Net;

namespace Shoal.Engine.Sessions;

/// <summary>Somebody who came with a code, as the sender sees it.</summary>
/// <param name="Id">For <see cref="CodeSender.Decide"/>.</param>
/// <param name="Name">What it calls itself, made safe to print; empty before the code was proven.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Reach">How far away that is.</param>
/// <param name="State">How far it is.</param>
/// <param name="DoneBytes">Bytes it has, as it says.</param>
public sealed record CodeReceiverEntry(int Id, string Name, IPEndPoint Address, PeerReach Reach, CodeReceiverState State, long DoneBytes);
