using System.Text.Json;

namespace Shoal.Web.Documents;

/// <summary>Names of states as JSON spells them.</summary>
internal static class CamelCase
{
    public static string Of<T>(T state)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
