using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;

namespace Weft.Tests.Runs.Html;

/// <summary>What must hold for every page.</summary>
internal static partial class PageMarkup
{
    /// <summary>Nothing is loaded from anywhere.</summary>
    public static void ShouldBeOffline(string html)
    {
        html.ShouldContain("default-src 'none'");
        html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).ShouldNotMatch("https?://|url\\((?!#)|@import|<link|src=");
    }

    /// <summary>Every element is closed and every id is given once.</summary>
    public static void ShouldBeWellFormed(string html)
    {
        var ids = Body(html).Descendants().Attributes("id").Select(attribute => attribute.Value).ToList();
        ids.ShouldBe(ids.Distinct());
    }

    /// <summary>The page closes every element, so apart from HTML's void ones its body reads as XML.</summary>
    public static XElement Body(string html)
    {
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..(html.IndexOf("</body>", StringComparison.Ordinal) + 7)];
        return XElement.Parse(Bare().Replace(Script().Replace(body, ""), "$1=\"\""));
    }

    [GeneratedRegex("<script>.*</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("(?<=role=\"status\" )(hidden)")]
    private static partial Regex Bare();
}
