using System.Text.Json.Nodes;
using Weft.Torch;

namespace Weft.Training;

/// <summary>When a cosine cycle ends.</summary>
public enum RestartRule
{
    /// <summary>At the first step at or past the end of the cycle.</summary>
    Exact,

    /// <summary>
    /// As published: only when a step lands on the minimum itself, which happens practically only for a whole number of batches in an
    /// epoch; otherwise the rate climbs back along the cosine (BM-NAS specification 2.2, MFAS specification Q7).
    /// </summary>
    Legacy,
}

/// <summary>Cosine learning rate with warm restarts, counted in optimizer steps (Loshchilov and Hutter, 2017; BM-NAS specification 2.2).</summary>
public sealed class RestartSchedule
{
    private readonly double maximum;
    private readonly double minimum;
    private readonly double growth;
    private readonly double stepsPerEpoch;
    private readonly RestartRule rule;
    private double cycleEpochs;
    private long counter;

    /// <summary>Creates the schedule.</summary>
    /// <param name="maximum">Rate at the start of each cycle.</param>
    /// <param name="minimum">Rate at its end.</param>
    /// <param name="cycleEpochs">Length of the first cycle in epochs (Ti).</param>
    /// <param name="growth">Factor of each further cycle (Tm).</param>
    /// <param name="stepsPerEpoch">Batches in an epoch, as a fraction if the last one is partial.</param>
    /// <param name="rule">When a cycle ends.</param>
    public RestartSchedule(double maximum, double minimum, double cycleEpochs, double growth, double stepsPerEpoch, RestartRule rule)
    {
        if (!(maximum >= minimum && minimum >= 0 && cycleEpochs > 0 && growth >= 1 && stepsPerEpoch > 0))
        {
            throw new UsageException(
                $"A restart schedule needs rates maximum >= minimum >= 0, a cycle above 0 and a growth of at least 1; these are {maximum}, {minimum}, {cycleEpochs}, {growth}.");
        }

        this.maximum = maximum;
        this.minimum = minimum;
        this.growth = growth;
        this.stepsPerEpoch = stepsPerEpoch;
        this.rule = rule;
        this.cycleEpochs = cycleEpochs;
    }

    /// <summary>Length of the current cycle in epochs.</summary>
    public double CycleEpochs => cycleEpochs;

    /// <summary>The rate for the next step; advances.</summary>
    public double Next()
    {
        var position = counter / stepsPerEpoch;
        counter++;
        var past = position / cycleEpochs;
        var rate = minimum + (0.5 * (maximum - minimum) * (1 + Math.Cos(Math.PI * (rule == RestartRule.Exact ? Math.Min(past, 1) : past))));
        if (rule == RestartRule.Exact ? past >= 1 : rate <= minimum + 1e-10)
        {
            cycleEpochs *= growth;
            counter = 0;
        }

        return rate;
    }

    /// <summary>The state, for a checkpoint.</summary>
    public JsonObject Save() => new() { ["counter"] = counter, ["cycleEpochs"] = cycleEpochs };

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    public void Load(JsonObject state)
    {
        counter = state["counter"]!.GetValue<long>();
        cycleEpochs = state["cycleEpochs"]!.GetValue<double>();
    }
}
