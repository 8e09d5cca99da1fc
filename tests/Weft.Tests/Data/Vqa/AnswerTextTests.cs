using Shouldly;
using Weft.Data.Vqa;

namespace Weft.Tests.Data.Vqa;

public class AnswerTextTests
{
    [Fact]
    public void IsAsPublished()
    {
        foreach (var answer in GoldenJson.Read("mmnas", "text.json", "answers").EnumerateArray())
        {
            var text = answer.GetProperty("text").GetString()!;
            AnswerText.Punctuation(text).ShouldBe(answer.GetProperty("punct").GetString(), text);
            AnswerText.DigitsAndArticles(AnswerText.Punctuation(text)).ShouldBe(answer.GetProperty("digit_article").GetString(), text);
            AnswerText.ForDictionary(text).ShouldBe(answer.GetProperty("preprocess_answer").GetString(), text);
            AnswerText.Punctuation(text).ShouldBe(answer.GetProperty("eval_punct").GetString(), text);
            AnswerText.ForMetric(text).ShouldBe(answer.GetProperty("eval_full").GetString(), text);
        }
    }

    [Theory]
    [InlineData("红色的狗")]
    [InlineData("كلب أحمر، كبير")]
    [InlineData("लाल कुत्ता है।")]
    [InlineData("красная собака")]
    [InlineData("très élégant")]
    public void OtherLanguagesPassUnharmed(string answer)
    {
        AnswerText.ForDictionary(answer).ShouldBe(answer);
        AnswerText.ForMetric($" {answer}\n").ShouldBe(answer);
    }

    [Theory]
    [InlineData("im ive dont hes shes", "im ive don't he's shes")]
    [InlineData("ow's'at 'ows'at 'ow'sat twas", "'ow's'at 'ow's'at 'ow's'at 'twas")]
    [InlineData("yall'd've y'alld've y'all'dve yall", "y'all'd've y'all'd've y'all'd've y'all")]
    [InlineData("somebody'd somebodyd've couldntve", "somebodyd somebody'd've couldntve")]
    [InlineData("Three OF\u001Cthe ten", "3 of 10")]
    public void WordsAreMended(string text, string mended) => AnswerText.DigitsAndArticles(text).ShouldBe(mended);

    [Fact]
    public void OnlySoManyPeriodsAreDeleted() =>
        AnswerText.Punctuation(new string('.', 40) + "5").ShouldBe(new string('.', 8) + "5");
}
