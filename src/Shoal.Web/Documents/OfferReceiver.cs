using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>Somebody who came with a code.</summary>
/// <param name="Id">For deciding.</param>
/// <param name="Name">What it calls itself; empty before the code was proven.</param>
/// <param name="Address">Where it is.</param>
/// <param name="State">wrongCode, waiting, deciding, preparing, receiving, done, declined or left.</param>
/// <param name="Done">Bytes it has.</param>
public sealed record OfferReceiver(int Id, string Name, string Address, string State, long Done)
{
    internal static OfferReceiver Of(CodeReceiverEntry receiver) =>
        new(receiver.Id, receiver.Name, receiver.Address.ToString(), CamelCase.Of(receiver.State), receiver.DoneBytes);
}
