using Shouldly;
using Weft.Studies;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Studies;

public sealed class StudyStoragesTests
{
    [Fact]
    public void A_location_is_a_file_or_the_folder_of_study_db()
    {
        using var folder = new TemporaryFolder();
        StudyStorages.Create(folder["other.db"], SampleStudy.Description, TimeProvider.System).Dispose();
        StudyStorages.Create(folder.Path, SampleStudy.Description, TimeProvider.System).Dispose();
        foreach (var location in new[] { folder["other.db"], folder["study.db"], folder.Path })
        {
            using var study = StudyStorages.Open(location, TimeProvider.System);
            study.Description.Task.ShouldBe("avmnist");
        }
    }

    [Theory]
    [InlineData("postgresql://me:secret@host/db", "PostgreSQL addresses are not understood: only SQLite files are, so far")]
    [InlineData("somewhere", "somewhere names no study: give a file that ends in .db, or a run folder with study.db in it.")]
    public void Other_locations_are_refused(string location, string problem)
    {
        var opening = Should.Throw<UsageException>(() => StudyStorages.Open(location, TimeProvider.System));
        opening.Message.ShouldStartWith(problem);
        opening.Message.ShouldNotContain("secret");
        Should.Throw<UsageException>(() => StudyStorages.Create(location, SampleStudy.Description, TimeProvider.System))
            .Message.ShouldBe(opening.Message);
    }

    [Fact]
    public void What_is_absent_is_told()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<UsageException>(() => StudyStorages.Open(folder.Path, TimeProvider.System)).Message.ShouldBe(
            $"{folder.Path} holds no study: there is no study.db in it.");
        Should.Throw<UsageException>(() => StudyStorages.Create(folder["no/study.db"], SampleStudy.Description, TimeProvider.System))
            .Message.ShouldContain("its folder does not exist");
    }
}
