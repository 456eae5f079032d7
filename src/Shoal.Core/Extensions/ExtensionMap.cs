namespace Shoal.Core.Extensions;

/// <summary>Which extensions a side speaks, and the number it wants each to be sent under (BEP 10). Immutable.</summary>
public sealed class ExtensionMap
{
    private readonly Dictionary<ExtensionId, byte> _numbers;

    private ExtensionMap(Dictionary<ExtensionId, byte> numbers) => _numbers = numbers;

    /// <summary>Speaks none.</summary>
    public static ExtensionMap Empty { get; } = new([]);

    /// <summary>Ours: each extension under our own number for it.</summary>
    public static ExtensionMap Of(params ReadOnlySpan<ExtensionId> extensions)
    {
        var numbers = new Dictionary<ExtensionId, byte>();
        foreach (var id in extensions) numbers[id] = (byte)id;
        return new ExtensionMap(numbers);
    }

    /// <summary>For an update: these are spoken no more (BEP 10).</summary>
    public static ExtensionMap TakeBack(params ReadOnlySpan<ExtensionId> extensions)
    {
        var numbers = new Dictionary<ExtensionId, byte>();
        foreach (var id in extensions) numbers[id] = 0;
        return new ExtensionMap(numbers);
    }

    internal static ExtensionMap Of(Dictionary<ExtensionId, byte> numbers) => new(numbers);

    /// <summary>The number to send this extension's messages to that side under; 0 when it does not speak it.</summary>
    public byte this[ExtensionId id] => _numbers.GetValueOrDefault(id);

    public bool Supports(ExtensionId id) => this[id] != 0;

    /// <summary>This map after another handshake of the same side: what it names changes, 0 takes an extension back, the rest stays (BEP 10).</summary>
    public ExtensionMap Merge(ExtensionMap update)
    {
        var merged = new Dictionary<ExtensionId, byte>(_numbers);
        foreach (var (id, number) in update._numbers) merged[id] = number;
        return new ExtensionMap(merged);
    }

    internal bool Names(ExtensionId id) => _numbers.ContainsKey(id);
}
