namespace Shoal.Core.Pieces;

/// <summary>A piece that exists. Only <see cref="TorrentGeometry"/> makes one: holding it is proof.</summary>
public readonly record struct PieceIndex
{
    internal PieceIndex(int value) => Value = value;
    public int Value { get; }
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
