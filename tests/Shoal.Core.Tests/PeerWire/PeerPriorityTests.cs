using System.Net;
using Shoal.Core.PeerWire;

namespace Shoal.Core.Tests.PeerWire;

public class PeerPriorityTests
{
    [Theory]
    [InlineData("123.213.32.10:0", "98.76.54.32:0", 0xec2d7224)]
    [InlineData("123.213.32.10:0", "123.213.32.234:0", 0x99568189)]
    [InlineData("230.12.123.3:1234", "230.12.123.3:300", 0xae8b7034)]
    [InlineData("230.12.123.1:1234", "230.12.123.3:300", 0x99c54d79)]
    [InlineData("230.12.23.1:1234", "230.12.123.3:300", 0x21fd5f80)]
    [InlineData("230.120.23.1:1234", "230.12.123.3:300", 0xfa9a860e)]
    [InlineData("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:1234", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:300", 0xae8b7034)]
    [InlineData("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:1234", "[ffff:0fff:ffff:ffff:ffff:ffff:ffff:ffff]:300", 0x59d71f38)]
    [InlineData("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:1234", "[ffff:ffff:0fff:ffff:ffff:ffff:ffff:ffff]:300", 0x081d5282)]
    [InlineData("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:1234", "[ffff:ffff:ff0f:ffff:ffff:ffff:ffff:ffff]:300", 0xc5f972be)]
    [InlineData("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:1234", "[ffff:ffff:ffff:0fff:ffff:ffff:ffff:ffff]:300", 0x9ff50bd0)]
    [InlineData("[::ffff:123.213.32.10]:0", "98.76.54.32:0", 0xec2d7224)]
    public void Both_ends_compute_what_BEP_40_says(string a, string b, uint priority)
    {
        Assert.Equal(priority, PeerPriority.Compute(IPEndPoint.Parse(a), IPEndPoint.Parse(b)));
        Assert.Equal(priority, PeerPriority.Compute(IPEndPoint.Parse(b), IPEndPoint.Parse(a)));
    }

    [Fact]
    public void Ends_of_two_families_have_none() =>
        Assert.Equal(0u, PeerPriority.Compute(IPEndPoint.Parse("1.2.3.4:5"), IPEndPoint.Parse("[2001:db8::1]:5")));
}
