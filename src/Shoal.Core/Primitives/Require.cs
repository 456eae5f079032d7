using System.Runtime.CompilerServices;

namespace Shoal.Core.Primitives;

/// <summary>Checks that name the option at fault.</summary>
public static class Require
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is outside the bounds.</exception>
    public static T InRange<T>(T value, T min, T max, [CallerMemberName] string option = "")
        where T : IComparable<T> =>
        value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} must be from {min} to {max}.");
}
