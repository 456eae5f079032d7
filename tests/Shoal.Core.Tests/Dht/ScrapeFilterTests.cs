using System.Net;
using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class ScrapeFilterTests
{
    // The example of BEP 33: 192.0.2.0 to 192.0.2.255 and 2001:DB8:: to 2001:DB8::3E7.
    private const string Example =
        "f6c3f5eaa07ffd91bde89f777f26fb2bff37bdb8fb2bbaa2fd3ddde7bacfff75ee7ccbaefe5eedb1fbfaff67f6abff5e43ddbca3fd9b9ffdf4ffd3e9dff12d1bdf59db53dbe9fa5b7ff3b8fdfcde1afb8bedd7be2f3ee71ebbbfe93bcdeefe148246c2bc5dbff7e7efdcf24fd8dc7adffd8fffdfddfff7a4bbeedf5cb95ce81fc7fcff1ff4ffffdfe5f7fdcbb7fd79b3fa1fc77bfe07fff905b7b7ffc7fefeffe0b8370bb0cd3f5b7f2bd93feb4386cfdd6f7fd5bfaf2e9ebffffeecd67adbf7c67f17efd5d75eba6ffeba7fff47a91eb1bfbb53e8abfb5762abe8ff237279bfefbfeef5ffc5febfdfe5adffadfee1fb737ffffbfd9f6aeffeee76b6fd8f72ef";

    [Fact]
    public void The_example_of_the_BEP_comes_out_bit_by_bit()
    {
        var filter = new byte[ScrapeFilter.Size];
        for (var i = 0; i <= 255; i++) ScrapeFilter.Add(filter, NodeAddress.From(IPAddress.Parse($"192.0.2.{i}"), i));
        for (var i = 0; i <= 0x3E7; i++) ScrapeFilter.Add(filter, NodeAddress.From(IPAddress.Parse($"2001:DB8::{i:X}"), i));

        Assert.Equal(Example, Convert.ToHexStringLower(filter));
        Assert.Equal(1224.9308, ScrapeFilter.Estimate(filter), 3);
    }

    [Fact]
    public void An_empty_filter_holds_nobody_and_a_full_one_a_finite_number()
    {
        var full = new byte[ScrapeFilter.Size];
        Array.Fill(full, (byte)0xFF);

        Assert.Equal(0, ScrapeFilter.Estimate(new byte[ScrapeFilter.Size]));
        Assert.InRange(ScrapeFilter.Estimate(full), 5_000, 10_000);
    }

    [Fact]
    public void Filters_are_merged_and_others_lengths_ignored()
    {
        var filter = new byte[ScrapeFilter.Size];
        var other = Convert.FromHexString(Example);

        ScrapeFilter.Merge(filter, other);
        ScrapeFilter.Merge(filter, other.AsSpan(1));
        ScrapeFilter.Merge(filter, []);

        Assert.Equal(Example, Convert.ToHexStringLower(filter));
    }
}
