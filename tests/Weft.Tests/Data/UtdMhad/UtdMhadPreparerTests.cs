using Shouldly;
using Weft.Data.Arrays;
using Weft.Data.UtdMhad;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.UtdMhad;

public sealed class UtdMhadPreparerTests : IDisposable
{
    private readonly SmallUtdMhad source = new();

    [Fact]
    public void Training_subjects_train_one_of_them_is_dev_and_the_others_test()
    {
        var result = UtdMhadPreparer.Prepare(source.Write(), source["out"], cancellation: TestContext.Current.CancellationToken);

        result.Manifest.Counts.ShouldBe(new ArrayCounts(9, 3, 12));
        result.Manifest.Classes.ShouldBe(27);
        NpyReader.Read(source["out/train_labels.npy"]).As<long>().ToArray().ShouldBe([0, 0, 0, 13, 13, 13, 26, 26, 26]);
        NpyReader.Read(source["out/dev_labels.npy"]).As<long>().ToArray().ShouldBe([0, 13, 26]);
        NpyReader.Read(source["out/test/skeleton.npy"]).Shape.ShouldBe([12, 120, 64]);
        NpyReader.Read(source["out/test/inertial.npy"]).Shape.ShouldBe([12, 6, 128]);
        Directory.GetFileSystemEntries(source[""]).ShouldAllBe(path => !path.Contains(".partial-"));
    }

    [Fact]
    public void The_test_people_change_nothing_of_train_and_dev()
    {
        UtdMhadPreparer.Prepare(source.Write(), source["a"], cancellation: TestContext.Current.CancellationToken);
        var moments = source.Arrays["inertial_offset"].As<int>();
        var values = source.Arrays["inertial"].As<float>().ToArray();
        for (var k = 0; k < 24; k++)
        {
            if (k % 2 == 1)
            {
                values.AsSpan(moments[k] * 6, (moments[k + 1] - moments[k]) * 6).Fill(7);
            }
        }

        source.Arrays["inertial"] = NdArray.From(values, moments[^1], 6);
        UtdMhadPreparer.Prepare(source.Write(), source["b"], cancellation: TestContext.Current.CancellationToken);

        foreach (var name in new[] { "train/inertial.npy", "dev/inertial.npy", "train/skeleton.npy" })
        {
            File.ReadAllBytes(source["b/" + name]).ShouldBe(File.ReadAllBytes(source["a/" + name]), name);
        }

        File.ReadAllBytes(source["b/test/inertial.npy"]).ShouldNotBe(File.ReadAllBytes(source["a/test/inertial.npy"]));
    }

    [Fact]
    public void Joints_are_relative_to_the_hip_and_have_velocities()
    {
        // Subject 1's first sequence: the head rises by 0.1 m a frame above a hip that walks along x by 0.02 m a frame.
        var frames = source.Arrays["skeleton_offset"].As<int>();
        var values = new float[frames[^1] * 60];
        for (var t = 0; t < frames[1]; t++)
        {
            values[(t * 60) + 0] = 0.02f * t;
            values[(t * 60) + 1] = 0.1f * t;
            values[(t * 60) + 9] = 5 + (0.02f * t);
        }

        source.Arrays["skeleton"] = NdArray.From(values, frames[^1], 20, 3);
        UtdMhadPreparer.Prepare(source.Write(), source["out"], cancellation: TestContext.Current.CancellationToken);

        var sample = NpyReader.Read(source["out/train/skeleton.npy"]).As<float>()[..(120 * 64)].ToArray();
        sample[..64].ShouldAllBe(x => Math.Abs(x - (-5 / 0.4f)) < 1e-4f, "the head's x is constant beside the hip's");
        sample[64].ShouldBe(0, 1e-5);
        sample[127].ShouldBe(0.5f / 0.4f, 1e-4f, "the head's y at the end of 6 frames");
        sample[(61 * 64) + 20].ShouldBe(0.1f * 30 / 0.5f, 1e-3f, "the head's velocity, 3 m/s");
        sample[9 * 64].ShouldBe(0);
        sample[(9 * 64) + 63].ShouldBe(0.1f / 0.4f, 1e-4f, "the hip's x, from where it began");
    }

    [Theory]
    [InlineData("label", 3, 28, "its array 'label' has 28 at index 3, but only 1 to 27 can be")]
    [InlineData("label", 0, 0, "its array 'label' has 0 at index 0")]
    [InlineData("subject", 23, 9, "its array 'subject' has 9 at index 23, but only 1 to 8 can be")]
    [InlineData("subject", 1, 1, "lists action 1 of subject 1, trial 1, twice (again at index 1)")]
    [InlineData("trial", 2, 5, "its array 'trial' has 5 at index 2")]
    [InlineData("skeleton_offset", 5, 2, "and none goes backwards")]
    [InlineData("skeleton_offset", 5, int.MaxValue, "and none goes backwards")]
    [InlineData("skeleton_offset", 0, 1, "goes from 1 to 168, but must go from 0 to 168")]
    [InlineData("inertial_offset", 24, 3000, "but must go from 0 to 252, the number of moments")]
    [InlineData("inertial_offset", 3, int.MinValue, "its array 'inertial_offset' has")]
    public void A_wrong_number_is_named(string array, int index, int value, string problem)
    {
        var numbers = source.Arrays[array].As<int>().ToArray();
        numbers[index] = value;
        source.Arrays[array] = NdArray.From(numbers, numbers.Length);
        Problem().ShouldContain(problem);
    }

    [Fact]
    public void Wrong_arrays_are_named()
    {
        var skeleton = source.Arrays["skeleton"];
        var values = skeleton.As<float>().ToArray();
        values[(60 * 2) + 7] = float.NaN;
        source.Arrays["skeleton"] = NdArray.From(values, [.. skeleton.Shape]);
        Problem().ShouldContain("its array 'skeleton' has NaN in row 2, which is no measurement; get the data set again");
        source.Arrays["skeleton"] = NdArray.From(values, values.Length / 60, 60);
        Problem().ShouldContain("its array 'skeleton' holds Float32 (168, 60), not Float32 [moments, 20, 3]");
        source.Arrays["skeleton"] = skeleton;
        source.Arrays["subject"] = NdArray.From([1, 2], 2);
        Problem().ShouldContain("its array 'subject' has 2 entries, but there are 24 labels");
        source.Arrays["subject"] = NdArray.From([.. Enumerable.Range(0, 24).Select(k => k < 8 ? 2 : k < 16 ? 4 : 6)], 24);
        source.Arrays["trial"] = NdArray.From([.. Enumerable.Range(0, 24).Select(k => 1 + (k % 4))], 24);
        source.Arrays["label"] = NdArray.From([.. Enumerable.Range(0, 24).Select(k => 1 + (k % 8))], 24);
        Problem().ShouldContain("has no sequence of the people of train");
        source.Arrays.Remove("trial");
        Problem().ShouldContain("the archive has no array 'trial'");
        Should.Throw<InvalidFileException>(() => UtdMhadPreparer.Prepare(source["nowhere"], source["out"], cancellation: TestContext.Current.CancellationToken))
            .Message.ShouldContain("nowhere: is not there; name the file, or a folder that has it");
        Directory.Exists(source["out"]).ShouldBeFalse();
    }

    [Fact]
    public void An_intact_folder_is_used_again_and_another_recipe_refused()
    {
        var archive = source.Write();
        UtdMhadPreparer.Prepare(archive, source["out"], cancellation: TestContext.Current.CancellationToken).Reused.ShouldBeFalse();
        UtdMhadPreparer.Prepare(source[""], source["out"], cancellation: TestContext.Current.CancellationToken).Reused.ShouldBeTrue();
        Should.Throw<UsageException>(() => UtdMhadPreparer.Prepare(archive, source["out"], 3)).Message
            .ShouldContain("was prepared by another recipe (dev subject 7 instead of 3)");
        Should.Throw<UsageException>(() => UtdMhadPreparer.Prepare(archive, source["other"], 2)).Message
            .ShouldContain("one of the training subjects 1, 3, 5 and 7, not 2");
        File.AppendAllText(source["out/train/skeleton.npy"], "x");
        Should.Throw<InvalidFileException>(() => UtdMhadPreparer.Prepare(archive, source["out"])).Message.ShouldContain("is not as it was prepared");
    }

    [Fact]
    public void The_real_data_set_has_431_sequences_to_learn_from()
    {
        if (TestPaths.Data("utd_mhad") is not { } real)
        {
            Assert.Skip("UTD-MHAD is absent: skipped");
            return;
        }

        var manifest = UtdMhadPreparer.Prepare(real, source["real"], cancellation: TestContext.Current.CancellationToken).Manifest;
        manifest.Counts.ShouldBe(new ArrayCounts(323, 108, 430));

        // The constants that scale channels are right if values are of size 1.
        foreach (var modality in new[] { "skeleton", "inertial" })
        {
            var values = NpyReader.Read(source[$"real/train/{modality}.npy"]).As<float>().ToArray();
            Math.Sqrt(values.Average(v => (double)v * v)).ShouldBeInRange(0.5, 2, modality);
        }
    }

    public void Dispose() => source.Dispose();

    private string Problem() => Should.Throw<InvalidFileException>(() => UtdMhadPreparer.Prepare(source.Write(), source["out"])).Message;
}
