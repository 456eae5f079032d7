namespace Shoal.Web.Events;

/// <summary>One event as it goes over the wire.</summary>
/// <param name="Sequence">Counts the events of this run.</param>
/// <param name="Bytes">Id, kind and data, ending with an empty line (the event stream format of HTML).</param>
internal readonly record struct EventFrame(long Sequence, ReadOnlyMemory<byte> Bytes);
