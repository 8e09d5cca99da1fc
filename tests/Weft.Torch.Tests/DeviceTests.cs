using Shouldly;
using Xunit;

namespace Weft.Torch.Tests;

public sealed class DeviceTests
{
    [Fact]
    public void TextsAreRead()
    {
        Device.Parse("cpu").ShouldBe(Device.Cpu);
        Device.Parse("cuda").ShouldBe(Device.Cuda());
        Device.Parse("cuda:2").ShouldBe(Device.Cuda(2));
        Device.Cpu.IsCpu.ShouldBeTrue();
        Device.Cuda(1).ToString().ShouldBe("cuda:1");
        Device.Cpu.ToString().ShouldBe("cpu");
        new Device(1, -1).ToString().ShouldBe("cuda");
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:1x")]
    public void OtherTextsAreRefused(string text)
    {
        var error = Should.Throw<UsageException>(() => Device.Parse(text));
        error.Message.ShouldBe($"'{text}' is no device: use cpu, cuda or cuda:N.");
        error.ExitCode.ShouldBe(2);
    }
}
