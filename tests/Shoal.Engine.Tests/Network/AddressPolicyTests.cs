using System.Net;
using Shoal.Core.Primitives;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Network;

public class AddressPolicyTests
{
    [Theory]
    [InlineData("127.0.0.1", AddressScope.Loopback)]
    [InlineData("127.255.0.9", AddressScope.Loopback)]
    [InlineData("::1", AddressScope.Loopback)]
    [InlineData("::ffff:127.0.0.1", AddressScope.Loopback)]
    [InlineData("64:ff9b::7f00:1", AddressScope.Loopback)]
    [InlineData("2002:7f00:1::1", AddressScope.Loopback)]
    [InlineData("10.0.0.1", AddressScope.Local)]
    [InlineData("100.64.0.1", AddressScope.Local)]
    [InlineData("100.127.255.255", AddressScope.Local)]
    [InlineData("169.254.169.254", AddressScope.Local)]
    [InlineData("172.16.0.1", AddressScope.Local)]
    [InlineData("172.31.255.255", AddressScope.Local)]
    [InlineData("192.168.1.1", AddressScope.Local)]
    [InlineData("fe80::1", AddressScope.Local)]
    [InlineData("fd00::1", AddressScope.Local)]
    [InlineData("::ffff:10.1.1.1", AddressScope.Local)]
    [InlineData("64:ff9b:1::1", AddressScope.Local)]
    [InlineData("0.0.0.0", AddressScope.Unusable)]
    [InlineData("0.1.2.3", AddressScope.Unusable)]
    [InlineData("224.0.0.1", AddressScope.Unusable)]
    [InlineData("255.255.255.255", AddressScope.Unusable)]
    [InlineData("::", AddressScope.Unusable)]
    [InlineData("::2", AddressScope.Unusable)]
    [InlineData("ff02::1", AddressScope.Unusable)]
    [InlineData("8.8.8.8", AddressScope.Global)]
    [InlineData("100.128.0.1", AddressScope.Global)]
    [InlineData("172.32.0.1", AddressScope.Global)]
    [InlineData("2001:db8::1", AddressScope.Global)]
    [InlineData("::ffff:8.8.8.8", AddressScope.Global)]
    internal void An_address_reaches_as_far_as_its_registry_says(string address, AddressScope scope) =>
        Assert.Equal(scope, AddressPolicy.ScopeOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8", "1.1.1.1:6881", true)]
    [InlineData("8.8.8.8", "[2606:4700::1]:6881", true)]
    [InlineData("8.8.8.8", "127.0.0.1:6881", false)]
    [InlineData("8.8.8.8", "192.168.0.1:6881", false)]
    [InlineData("8.8.8.8", "169.254.169.254:80", false)]
    [InlineData("8.8.8.8", "[::ffff:10.0.0.1]:6881", false)]
    [InlineData("192.168.0.1", "192.168.0.7:6881", true)]
    [InlineData("192.168.0.1", "1.1.1.1:6881", true)]
    [InlineData("192.168.0.1", "127.0.0.1:6881", false)]
    [InlineData("127.0.0.1", "127.0.0.1:6881", true)]
    [InlineData("127.0.0.1", "10.0.0.1:6881", true)]
    [InlineData("127.0.0.1", "0.0.0.0:6881", false)]
    [InlineData("127.0.0.1", "224.0.0.1:6881", false)]
    public void Threat_row_27_a_stranger_points_no_nearer_than_itself(string source, string peer, bool allowed) =>
        Assert.Equal(allowed, AddressPolicy.AllowsPeer(IPAddress.Parse(source), IPEndPoint.Parse(peer)));

    [Theory]
    [InlineData(0, false)]
    [InlineData(25, false)]
    [InlineData(53, false)]
    [InlineData(80, true)]
    [InlineData(443, true)]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    [InlineData(65_535, true)]
    public void Threat_row_27_a_stranger_points_at_no_service_of_a_system(int port, bool allowed) =>
        Assert.Equal(allowed, AddressPolicy.AllowsPeer(IPAddress.Parse("8.8.8.8"), new IPEndPoint(IPAddress.Parse("1.1.1.1"), port)));
}
