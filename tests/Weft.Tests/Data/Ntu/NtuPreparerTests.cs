using Shouldly;
using Weft.Data.Arrays;
using Weft.Data.Ntu;
using Weft.Data.Prepared;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Ntu;

public sealed class NtuPreparerTests : IDisposable
{
    private readonly SmallNtu source = new();

    [Fact]
    public void Clips_are_prepared_and_what_cannot_be_used_is_listed()
    {
        source.Add("S001C001P001R002A001");
        File.Delete(source.Video("S001C001P001R002A001"));
        source.Add("S001C001P001R002A002");
        File.Delete(source.Skeleton("S001C001P001R002A002"));
        source.Add("S001C001P001R002A003");
        File.WriteAllText(source.Video("S001C001P001R002A003"), "no video at all");
        source.Add("S001C001P001R002A004");
        File.WriteAllText(source.Skeleton("S001C001P001R002A004"), "1\n0\n");
        source.Add("S001C001P001R002A005");
        File.WriteAllText(source["bad.txt"], "Samples with missing skeletons:\n\nS001C001P001R002A005\r\n");
        source.Add("S001C001P001R002A061");
        source.Add("S018C001P041R002A001");
        File.WriteAllText(source["videos/holiday.avi"], "");

        var notes = new List<string>();
        var result = source.Prepare(source.Recipe with { BadList = source["bad.txt"] }, "out", p => notes.AddRange(p.Note is { } note ? [note] : []));

        result.Manifest.Counts.ShouldBe(new ArrayCounts(2, 1, 2));
        notes.ShouldHaveSingleItem().ShouldMatch("^13 clips will take about .* of disk and .*\\.$");
        File.ReadAllLines(source["out/bad.csv"]).ShouldBe(
        [
            "name,problem",
            "S001C001P001R002A001,\"it has a skeleton, but no video\"",
            "S001C001P001R002A002,\"it has a video, but no skeleton\"",
            "S001C001P001R002A003,S001C001P001R002A003_rgb.avi cannot be decoded (Invalid data found when processing input); get it again",
            "S001C001P001R002A004,S001C001P001R002A004.skeleton has no body in any frame: its skeleton is missing",
            "S001C001P001R002A005,it is in the list of bad clips",
            "S001C001P001R002A061,its action 61 is none of the 60 of NTU RGB+D",
            "S018C001P041R002A001,its subject 41 is none of the 40 of NTU RGB+D",
            "holiday.avi,its name is not one such as S001C001P001R001A001_rgb.avi or .skeleton",
        ]);
        result.Manifest.Bad.ShouldBe(8);
        Directory.GetFiles(source["out/videos"]).Select(Path.GetFileNameWithoutExtension).Order().ShouldBe(SmallNtu.Names.Order());
        Directory.GetFileSystemEntries(source[""]).ShouldAllBe(path => !path.Contains("unfinished"));
    }

    [Fact]
    public void Stopped_anywhere_it_goes_on_to_the_same_bytes()
    {
        source.Prepare(source.Recipe, "whole");
        for (var stop = 1; stop < SmallNtu.Names.Length; stop += 2)
        {
            using var cancel = new CancellationTokenSource();
            Should.Throw<OperationCanceledException>(() => source.Prepare(
                source.Recipe, "parts", p => StopAt(p, stop, cancel), cancel.Token));
            Directory.Exists(source["parts"]).ShouldBeFalse();

            // As a process that was killed behind the record leaves them.
            File.WriteAllText(source[$"parts.unfinished/videos/{SmallNtu.Names[^1]}.mp4"], "half");
            File.WriteAllText(source["parts.unfinished/videos/x.mp4.17-x.tmp"], "less");
        }

        var notes = new List<string>();
        source.Prepare(source.Recipe with { Jobs = 1 }, "parts", p => notes.AddRange(p.Note is { } note ? [note] : [])).Reused.ShouldBeFalse();
        notes.ShouldHaveSingleItem().ShouldMatch("^Going on behind [34] clips; the other [12] will take");
        source.Content("parts").ShouldBe(source.Content("whole"));
        Directory.Exists(source["parts.unfinished"]).ShouldBeFalse();

        static void StopAt(PrepareProgress progress, int stop, CancellationTokenSource cancel)
        {
            if (progress is { Stage: "clips" } && progress.Done >= stop)
            {
                cancel.Cancel();
            }
        }
    }

    [Fact]
    public void Straight_nothing_is_made_of_videos()
    {
        source.Prepare(source.Recipe with { Straight = true }, "out").Manifest.Videos.ShouldBe(source["videos"]);
        Directory.GetFileSystemEntries(source["out"]).Select(Path.GetFileName).Order()
            .ShouldBe(["bad.csv", "clips.npy", "manifest.json", "skeletons.npy", "video_digests.npy"]);
        source.Prepare(source.Recipe with { Straight = true }, "out").Reused.ShouldBeTrue();

        // The same length, but not the same film.
        var bytes = File.ReadAllBytes(source.Video(SmallNtu.Names[2]));
        bytes[^100]++;
        File.WriteAllBytes(source.Video(SmallNtu.Names[2]), bytes);
        Should.Throw<InvalidFileException>(() => source.Prepare(source.Recipe with { Straight = true }, "out")).Message
            .ShouldContain("A003_rgb.avi: is not as it was prepared; delete the prepared folder and prepare it again");
    }

    [Fact]
    public void An_intact_folder_is_used_again_and_another_recipe_refused()
    {
        source.Prepare(source.Recipe, "out").Reused.ShouldBeFalse();
        source.Prepare(source.Recipe with { Jobs = 7 }, "out").Reused.ShouldBeTrue();
        Should.Throw<UsageException>(() => source.Prepare(source.Recipe with { Size = 64, Compatibility = Compatibility.Reference }, "out")).Message
            .ShouldContain("was prepared by another recipe (size 32 instead of 64, compatibility sound instead of reference)");
        source.Add("S001C001P001R002A001");
        Should.Throw<UsageException>(() => source.Prepare(source.Recipe, "out")).Message.ShouldContain("another source skeletons, another source videos");
        File.Delete(source.Video("S001C001P001R002A001"));
        File.Delete(source.Skeleton("S001C001P001R002A001"));
        File.Delete(source[$"out/videos/{SmallNtu.Names[3]}.mp4"]);
        Should.Throw<InvalidFileException>(() => source.Prepare(source.Recipe, "out")).Message
            .ShouldContain($"{SmallNtu.Names[3]}.mp4: is not there, though it was prepared");
    }

    [Theory]
    [InlineData(NtuTrainSubjects.All, 3, 0)]
    [InlineData(NtuTrainSubjects.BmNas, 2, 1)]
    [InlineData(NtuTrainSubjects.Mfas, 3, 0)]
    public void Published_searches_have_training_subjects_of_their_own(NtuTrainSubjects subjects, int train, int leftOut)
    {
        source.Add("S001C001P004R002A001");
        var manifest = source.Prepare(source.Recipe with { TrainSubjects = subjects, Straight = true }, "out").Manifest;
        (manifest.Counts.Train, manifest.LeftOut).ShouldBe((train, leftOut));
    }

    [Fact]
    public void Subjects_of_splits_do_not_meet()
    {
        foreach (var train in Enum.GetValues<NtuTrainSubjects>())
        {
            int[] all = [.. Enum.GetValues<Weft.Data.Split>().SelectMany(split => NtuSubjects.Of(split, train))];
            all.ShouldBeUnique();
            all.ShouldAllBe(s => s >= 1 && s <= 40);
        }

        Enum.GetValues<Weft.Data.Split>().Sum(split => NtuSubjects.Of(split, NtuTrainSubjects.All).Count).ShouldBe(40);
    }

    [Fact]
    public void Folders_without_what_is_needed_are_named()
    {
        Should.Throw<InvalidFileException>(() => source.Prepare(source.Recipe with { Videos = source["nowhere"] }, "out")).Message
            .ShouldEndWith("nowhere: is no folder; give the one that has the videos");
        Should.Throw<InvalidFileException>(() => source.Prepare(source.Recipe with { Skeletons = source["videos"] }, "out")).Message
            .ShouldEndWith("videos: has no file that ends in .skeleton; give the folder that has the skeletons");
        File.WriteAllText(source["bad.txt"], "nothing\n");
        Should.Throw<InvalidFileException>(() => source.Prepare(source.Recipe with { BadList = source["bad.txt"] }, "out")).Message
            .ShouldContain("bad.txt: names no clip");
        File.Delete(source.Video(SmallNtu.Names[2]));
        Should.Throw<UsageException>(() => source.Prepare(source.Recipe, "out")).Message
            .ShouldContain("have no clip for dev in common, whose subjects are 2, 5, 9, 14");
        Should.Throw<UsageException>(() => source.Prepare(source.Recipe with { Size = 31 }, "out")).Message
            .ShouldBe("The NTU RGB+D recipe's size is 31, but it is even and lies from 16 to 1024.");
        Directory.Exists(source["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_split_whose_clips_are_all_bad_ends_in_a_sentence()
    {
        File.WriteAllText(source.Skeleton(SmallNtu.Names[2]), "0\n");
        Should.Throw<UsageException>(() => source.Prepare(source.Recipe, "out")).Message
            .ShouldBe($"Not one clip for dev can be used; {source["out.unfinished/bad.csv"]} says why of each.");
        File.Exists(source["out.unfinished/bad.csv"]).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_of_links_is_read_as_what_they_lead_to()
    {
        var link = source.Video(SmallNtu.Names[3]);
        File.Move(link, source["elsewhere.avi"]);
        File.CreateSymbolicLink(link, source["elsewhere.avi"]);
        File.CreateSymbolicLink(source.Video("S001C001P001R002A001"), source["nowhere.avi"]);
        File.WriteAllText(source.Skeleton("S001C001P001R002A001"), File.ReadAllText(source.Skeleton(SmallNtu.Names[0])));
        var recipe = source.Recipe with { Straight = true };

        source.Prepare(recipe, "out").Manifest.Bad.ShouldBe(1);

        File.ReadAllLines(source["out/bad.csv"])[1].ShouldBe("S001C001P001R002A001,S001C001P001R002A001_rgb.avi is not there");
        source.Prepare(recipe, "out").Reused.ShouldBeTrue();
        File.AppendAllText(source["elsewhere.avi"], "x");
        Should.Throw<UsageException>(() => source.Prepare(recipe, "out")).Message.ShouldContain("another source videos");
    }

    [Fact]
    public void A_name_that_is_no_text_is_listed_as_any_other_bad_one()
    {
        // Only a program that gives bytes can make such a name, or remove it.
        Shell("printf x > \"$0/$(printf 'caf\\351.avi')\"");
        try
        {
            source.Prepare(source.Recipe with { Straight = true }, "out").Manifest.Bad.ShouldBe(1);
            File.ReadAllLines(source["out/bad.csv"])[1].ShouldStartWith("caf\uFFFD.avi,its name is not one such as ");
        }
        finally
        {
            Shell("rm \"$0/$(printf 'caf\\351.avi')\"");
        }

        void Shell(string command)
        {
            using var shell = System.Diagnostics.Process.Start("sh", ["-c", command, source["videos"]]);
            shell.WaitForExit();
            shell.ExitCode.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("\uFEFFS001C001P001R002A005\n")]
    [InlineData("Videos:\nS001C001P001R002A005_rgb.avi\r\n")]
    [InlineData("S001C001P001R002A005.skeleton")]
    public void Names_in_the_list_of_bad_clips_may_have_their_ends(string text)
    {
        File.WriteAllText(source["bad.txt"], text);
        NtuSources.ReadList(source["bad.txt"]).ShouldBe(["S001C001P001R002A005"]);
    }

    [Fact]
    public void Two_at_once_do_not_meet()
    {
        Directory.CreateDirectory(source["out.unfinished"]);
        using var other = ResumableWork.Open(source["out.unfinished"], "other", TimeProvider.System);
        Should.Throw<UsageException>(() => source.Prepare(source.Recipe, "out")).Message.ShouldContain("is being worked on by another process");
    }

    [Fact]
    public void The_official_format_gives_nineteen_clips_and_names_the_two_that_are_damaged()
    {
        var fixture = Path.Combine(TestPaths.Shared, "fixtures", "ntu");
        if (!Directory.Exists(fixture))
        {
            Assert.Skip("The fixtures are absent: skipped");
        }

        var recipe = new NtuRecipe
        {
            Videos = Path.Combine(fixture, "nturgb+d_rgb"),
            Skeletons = Path.Combine(fixture, "nturgb+d_skeletons"),
            Straight = true,
        };
        var manifest = source.Prepare(recipe, "official").Manifest;
        manifest.Counts.ShouldBe(new ArrayCounts(8, 4, 7));
        File.ReadAllLines(source["official/bad.csv"]).ShouldBe(
        [
            "name,problem",
            "S001C001P003R001A060,\"it has a video, but no skeleton\"",
            "S001C001P009R001A001,\"S001C001P009R001A001.skeleton ends behind line 2, before its last frame does: it is truncated; get it again\"",
        ]);
    }

    public void Dispose() => source.Dispose();
}
