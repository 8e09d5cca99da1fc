using Shouldly;
using Weft.Data.Formats.Hdf5;
using Weft.Data.MmImdb;
using Weft.Testing;
using Weft.Tests.Data.MmImdb;
using Weft.Torch;

namespace Weft.Tests.Data.Formats.Hdf5;

public sealed class Hdf5FileTests : IDisposable
{
    private const int Pixels = 3 * 256 * 160;

    private readonly MmImdbFiles files = new();

    [Theory]
    [InlineData(true, 24)]
    [InlineData(false, 6)]
    public void Values_are_those_that_h5py_wrote(bool compressed, int films)
    {
        using var file = Hdf5File.Open(compressed ? MmImdbFiles.Gzip : MmImdbFiles.Contiguous);
        var images = new int[films * Pixels];
        file.Dataset("images").Read(0, films, images);
        images.Chunk(Pixels).Select(image => image.Sum(v => (long)v)).ShouldBe(files.ImageSums[..films]);
        var texts = new float[films * 300];
        file.Dataset("features").Read(0, films, texts);
        texts.ShouldBe(files.Texts[..texts.Length]);
        var genres = new int[films * 23];
        file.Dataset("genres").Read(0, films, genres);
        genres.ShouldBe(files.Genres[..genres.Length]);
        file.Dataset("imdb_ids").ReadTexts(0, films).ShouldBe(files.Ids[..films]);

        // Rows that begin and end within compressed pieces.
        var some = new int[3 * Pixels];
        file.Dataset("images").Read(2, 3, some);
        some.ShouldBe(images[(2 * Pixels)..(5 * Pixels)]);
        file.Dataset("imdb_ids").ReadTexts(5, 1).ShouldBe([files.Ids[5]]);
        var numbers = new float[23];
        file.Dataset("genres").Read(4, 1, numbers);
        numbers.ShouldBe(genres[(4 * 23)..(5 * 23)].Select(g => (float)g), "numbers are converted to what is asked for");
    }

    [Fact]
    public void A_dataset_says_what_it_holds()
    {
        using var file = Hdf5File.Open(MmImdbFiles.Gzip);
        var images = file.Dataset("images");
        (images.Kind, images.ElementBytes, images.Signed, images.BigEndian).ShouldBe((Hdf5Kind.Integer, 4, true, false));
        images.Shape.ShouldBe([24, 3, 256, 160]);
        images.ChunkShape.ShouldBe([4, 3, 64, 160]);
        images.ToString().ShouldBe("Int32 [24, 3, 256, 160]");
        file.Dataset("features").ToString().ShouldBe("Float32 [24, 300]");
        file.Dataset("features").ChunkShape.ShouldBeNull();
        file.Dataset("imdb_ids").ToString().ShouldBe("texts of 7 bytes [24]");
    }

    [Fact]
    public void Rows_that_are_not_there_are_not_read()
    {
        using var file = Hdf5File.Open(MmImdbFiles.Contiguous);
        var genres = file.Dataset("genres");
        Should.Throw<ArgumentOutOfRangeException>(() => genres.Read(5, 2, new int[46]));
        Should.Throw<ArgumentOutOfRangeException>(() => genres.Read(-1, 1, new int[23]));
        Should.Throw<ArgumentOutOfRangeException>(() => genres.Read(0, 1, new int[22]));
    }

    [Fact]
    public void What_is_no_such_file_gets_a_sentence()
    {
        Problem(() => Hdf5File.Open(TestPaths.Fixture("mmimdb/truncated.hdf5")!))
            .ShouldContain("truncated.hdf5: is truncated or damaged (HDF5: truncated file: eof = 200000");
        Problem(() => Hdf5File.Open(MmImdbFiles.SplitFile)).ShouldContain("mmimdb_split.json: is no HDF5 file; give the data set's .hdf5 file");
        Problem(() => Hdf5File.Open(files["nowhere.hdf5"])).ShouldContain("nowhere.hdf5: is not there");
        Problem(() => Hdf5File.Open(files[""])).ShouldContain("may not be read (it is a folder");
        File.WriteAllText(files["empty"], "");
        Problem(() => Hdf5File.Open(files["empty"])).ShouldContain("is no HDF5 file");
    }

    [Fact]
    public void What_a_dataset_is_not_gets_a_sentence()
    {
        using var file = Hdf5File.Open(MmImdbFiles.Contiguous);
        Problem(() => file.Dataset("posters")).ShouldContain("contiguous.hdf5: has no dataset 'posters'; give the data set's file as it was published");
        Problem(() => file.Dataset("images").Require(Hdf5Kind.Integer, 3, 256, 256)).ShouldContain(
            "its dataset 'images' holds Int32 [6, 3, 256, 160], but must hold integers [films, 3, 256, 256]; give the file as it was published");
        Problem(() => file.Dataset("features").Require(Hdf5Kind.Integer, 300)).ShouldContain("holds Float32 [6, 300], but must hold integers [films, 300]");
        Problem(() => file.Dataset("genres").Require(Hdf5Kind.FixedText)).ShouldContain("must hold texts of at most 32 bytes [films]");
        file.Dataset("imdb_ids").Require(Hdf5Kind.FixedText);
    }

    [Fact]
    public void Compressed_pieces_that_do_not_unpack_get_a_sentence()
    {
        var bytes = File.ReadAllBytes(MmImdbFiles.Gzip);
        bytes.AsSpan(bytes.Length / 2, 256).Fill(0x5A);
        File.WriteAllBytes(files["damaged.hdf5"], bytes);
        using var file = Hdf5File.Open(files["damaged.hdf5"]);
        var images = file.Dataset("images");
        Problem(() => images.Read(0, 24, new int[24 * Pixels])).ShouldContain("damaged.hdf5: is damaged: 'images' cannot be read from row 0 on (");
    }

    [Theory]
    [InlineData(160, 44448, "is damaged: 'images' cannot be read from row 0 on (")]
    [InlineData(160, 161, "is damaged: 'images' cannot be read from row 0 on (a piece unpacks to fewer than its 494592 bytes)")]
    [InlineData(160, 159, "is damaged: 'images' cannot be read from row 0 on (a piece unpacks to more than its 488448 bytes)")]
    [InlineData(64, 200_000, "keeps 'images' in pieces of [4, 3, 200000, 160], more than 1 GiB each; write it again in smaller ones")]
    public void Pieces_that_lie_about_their_size_end_in_a_sentence(int length, int lie, string problem)
    {
        // The shape of a piece and the bytes of an element, as the file has them.
        var shape = Little(4, 3, 64, 160, 4);
        var bytes = File.ReadAllBytes(MmImdbFiles.Gzip);
        Little(4, 3, length == 64 ? lie : 64, length == 160 ? lie : 160, 4).CopyTo(bytes, bytes.AsSpan().IndexOf(shape));
        File.WriteAllBytes(files["lie.hdf5"], bytes);
        Problem(() =>
        {
            using var file = Hdf5File.Open(files["lie.hdf5"]);
            file.Dataset("images").Read(0, 4, new int[4 * Pixels]);
        }).ShouldContain(problem);
    }

    [Fact]
    public void Numbers_whose_bits_lie_anywhere_are_not_read()
    {
        // A signed 32-bit integer: its class, 4 bytes, from bit 0 on, 32 bits; then from bit 255 on.
        byte[] type = [0x10, 8, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0];
        var bytes = File.ReadAllBytes(MmImdbFiles.Contiguous);
        int at;
        while ((at = bytes.AsSpan().IndexOf(type)) >= 0)
        {
            bytes[at + 8] = 255;
        }

        File.WriteAllBytes(files["bits.hdf5"], bytes);
        using var file = Hdf5File.Open(files["bits.hdf5"]);
        Problem(() => file.Dataset("images").Require(Hdf5Kind.Integer, 3, 256, 160)).ShouldContain("holds elements of another kind [6, 3, 256, 160]");
    }

    [Theory]
    [InlineData("outside")]
    [InlineData("behind")]
    public void Links_into_other_files_are_not_followed(string name)
    {
        using var file = Hdf5File.Open(TestPaths.Golden("hdf5", "links.hdf5"));
        Problem(() => file.Dataset(name)).ShouldMatch("links.hdf5: .* \\(HDF5: .*\\); get (it|the file) again");
        var numbers = new int[3];
        file.Dataset("alias").Read(0, 3, numbers);
        numbers.ShouldBe([0, 1, 2], "a link within the file is one of its names");
    }

    [Fact]
    public void A_missing_library_is_named_with_its_package() =>
        Should.Throw<WeftException>(() => Hdf5Library.Find("libhdf5-that-is-absent.so.1")).Message.ShouldBe(
            "HDF5 files are read with Debian's libhdf5-that-is-absent.so.1, which does not load: run `apt-get install libhdf5-103-1`.");

    [Fact]
    public async Task Several_threads_may_read_at_once()
    {
        using var file = Hdf5File.Open(MmImdbFiles.Gzip);
        var images = file.Dataset("images");
        await Task.WhenAll(Enumerable.Range(0, 24).Select(film => Task.Run(() =>
        {
            var image = new int[Pixels];
            images.Read(film, 1, image);
            image.Sum(v => (long)v).ShouldBe(files.ImageSums[film]);
        })));
    }

    [Fact]
    public void The_published_format_is_required_before_anything_is_read()
    {
        using (var source = MmImdbSource.Open(MmImdbFiles.Gzip, runBytes: 10 * 4 * Pixels))
        {
            (source.Count, source.PieceRows, source.RunRows).ShouldBe((24, 4, 8), "ten films fit, but pieces span four");
        }

        using (var source = MmImdbSource.Open(MmImdbFiles.Gzip, runBytes: 1))
        {
            source.RunRows.ShouldBe(4, "a piece is not unpacked twice");
            source.RunMemory.ShouldBe((4L * 4 * Pixels) + (3L * 4 * 4 * 3 * 64 * 160));
        }

        using (var source = MmImdbSource.Open(MmImdbFiles.Contiguous, runBytes: 1))
        {
            source.RunRows.ShouldBe(1);
            source.RunMemory.ShouldBe(4L * Pixels);
        }
    }

    public void Dispose() => files.Dispose();

    private static byte[] Little(params int[] numbers) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static string Problem(Action act) => Should.Throw<InvalidFileException>(act).Message;
}
