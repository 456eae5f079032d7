using System.Text.RegularExpressions;

namespace Shoal.House;

public sealed partial class ReferenceTests
{
    [Theory]
    [InlineData("Shoal.Core")]
    [InlineData("Shoal.Engine", "Shoal.Core")]
    [InlineData("Shoal.Tracker", "Shoal.Core")]
    [InlineData("Shoal.Web", "Shoal.Engine")]
    [InlineData("Shoal", "Shoal.Web", "Shoal.Tracker", "Shoal.Engine")]
    public void A_project_knows_only_the_projects_below_it(string project, params string[] below)
    {
        var references = ProjectReference().Matches(Tree.Read($"src/{project}/{project}.csproj")).Select(match => match.Groups[1].Value);

        Assert.Equal(below.Order(), references.Order());
    }

    [Fact]
    public void Every_project_of_the_house_has_its_rule_here()
    {
        var projects = Tree.Files("src", ".csproj").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(["Shoal", "Shoal.Core", "Shoal.Engine", "Shoal.Tracker", "Shoal.Web"], projects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Core_takes_no_package_into_its_program()
    {
        var packages = PackageReference().Matches(Tree.Read("src/Shoal.Core/Shoal.Core.csproj")).Select(match => match.Groups[1].Value);

        Assert.All(packages, package => Assert.Equal("Microsoft.CodeAnalysis.BannedApiAnalyzers", package));
    }

    [Fact]
    public void Versions_of_packages_are_written_in_one_place()
    {
        foreach (var path in Tree.Files("src", ".csproj").Concat(Tree.Files("tests", ".csproj")).Concat(Tree.Files("bench", ".csproj")))
            Assert.DoesNotContain(" Version=", Tree.Read(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_faces_know_json()
    {
        // The tracker has a face of its own: its page, its admin API and the messages of browsers.
        string[] faces = ["src/Shoal/", "src/Shoal.Web/", "src/Shoal.Tracker/Web/"];
        var others = Tree.Sources("src").Where(path => !faces.Any(face => path.StartsWith(face, StringComparison.Ordinal)));

        Assert.All(others, path => Assert.DoesNotContain("System.Text.Json", Tree.Read(path), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"<ProjectReference Include="".*?([\w.]+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"<PackageReference Include=""([\w.]+)""")]
    private static partial Regex PackageReference();
}
