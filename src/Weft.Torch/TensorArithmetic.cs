namespace Weft.Torch;

/// <content>
/// Arithmetic, element-wise functions, comparisons and matrix products. All broadcast and promote types as libtorch does: integers
/// with a real number become Float32.
/// </content>
public sealed partial class Tensor
{
    private static readonly Operator OpAdd = new("aten::add", "Tensor");
    private static readonly Operator OpAddScalar = new("aten::add", "Scalar");
    private static readonly Operator OpSub = new("aten::sub", "Tensor");
    private static readonly Operator OpSubScalar = new("aten::sub", "Scalar");
    private static readonly Operator OpRsubScalar = new("aten::rsub", "Scalar");
    private static readonly Operator OpMul = new("aten::mul", "Tensor");
    private static readonly Operator OpMulScalar = new("aten::mul", "Scalar");
    private static readonly Operator OpDiv = new("aten::div", "Tensor");
    private static readonly Operator OpDivScalar = new("aten::div", "Scalar");
    private static readonly Operator OpReciprocal = new("aten::reciprocal");
    private static readonly Operator OpNeg = new("aten::neg");
    private static readonly Operator OpExp = new("aten::exp");
    private static readonly Operator OpLog = new("aten::log");
    private static readonly Operator OpLog1p = new("aten::log1p");
    private static readonly Operator OpSqrt = new("aten::sqrt");
    private static readonly Operator OpRsqrt = new("aten::rsqrt");
    private static readonly Operator OpAbs = new("aten::abs");
    private static readonly Operator OpSign = new("aten::sign");
    private static readonly Operator OpFloor = new("aten::floor");
    private static readonly Operator OpCeil = new("aten::ceil");
    private static readonly Operator OpRound = new("aten::round");
    private static readonly Operator OpSin = new("aten::sin");
    private static readonly Operator OpCos = new("aten::cos");
    private static readonly Operator OpPow = new("aten::pow", "Tensor_Scalar");
    private static readonly Operator OpClamp = new("aten::clamp");
    private static readonly Operator OpMaximum = new("aten::maximum");
    private static readonly Operator OpMinimum = new("aten::minimum");
    private static readonly Operator OpMatMul = new("aten::matmul");
    private static readonly Operator OpMm = new("aten::mm");
    private static readonly Operator OpBmm = new("aten::bmm");
    private static readonly Operator OpAddMm = new("aten::addmm");
    private static readonly Operator OpBAddBmm = new("aten::baddbmm");
    private static readonly Operator OpEinsum = new("aten::einsum");
    private static readonly Operator OpEq = new("aten::eq", "Tensor");
    private static readonly Operator OpEqScalar = new("aten::eq", "Scalar");
    private static readonly Operator OpGt = new("aten::gt", "Tensor");
    private static readonly Operator OpGtScalar = new("aten::gt", "Scalar");
    private static readonly Operator OpGeScalar = new("aten::ge", "Scalar");
    private static readonly Operator OpLt = new("aten::lt", "Tensor");
    private static readonly Operator OpLtScalar = new("aten::lt", "Scalar");
    private static readonly Operator OpLeScalar = new("aten::le", "Scalar");
    private static readonly Operator OpNot = new("aten::logical_not");
    private static readonly Operator OpAnd = new("aten::logical_and");
    private static readonly Operator OpOr = new("aten::logical_or");
    private static readonly Operator OpAddInPlace = new("aten::add_", "Tensor");
    private static readonly Operator OpAddScalarInPlace = new("aten::add_", "Scalar");
    private static readonly Operator OpMulInPlace = new("aten::mul_", "Tensor");
    private static readonly Operator OpMulScalarInPlace = new("aten::mul_", "Scalar");

    /// <summary>Element-wise sum.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => OpAdd.Call(a, b);

    /// <summary>Adds a number to every element.</summary>
    public static Tensor operator +(Tensor a, double b) => OpAddScalar.Call(a, b);

    /// <summary>Adds a number to every element.</summary>
    public static Tensor operator +(double a, Tensor b) => OpAddScalar.Call(b, a);

    /// <summary>Adds a whole number to every element; integers stay integers.</summary>
    public static Tensor operator +(Tensor a, long b) => OpAddScalar.Call(a, b);

    /// <summary>Adds a whole number to every element; integers stay integers.</summary>
    public static Tensor operator +(long a, Tensor b) => OpAddScalar.Call(b, a);

    /// <summary>Element-wise difference.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => OpSub.Call(a, b);

    /// <summary>Subtracts a number from every element.</summary>
    public static Tensor operator -(Tensor a, double b) => OpSubScalar.Call(a, b);

    /// <summary>Subtracts a whole number from every element; integers stay integers.</summary>
    public static Tensor operator -(Tensor a, long b) => OpSubScalar.Call(a, b);

    /// <summary>A number minus every element.</summary>
    public static Tensor operator -(double a, Tensor b) => OpRsubScalar.Call(b, a);

    /// <summary>A whole number minus every element; integers stay integers.</summary>
    public static Tensor operator -(long a, Tensor b) => OpRsubScalar.Call(b, a);

    /// <summary>Element-wise product.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => OpMul.Call(a, b);

    /// <summary>Multiplies every element by a number.</summary>
    public static Tensor operator *(Tensor a, double b) => OpMulScalar.Call(a, b);

    /// <summary>Multiplies every element by a number.</summary>
    public static Tensor operator *(double a, Tensor b) => OpMulScalar.Call(b, a);

    /// <summary>Multiplies every element by a whole number; integers stay integers.</summary>
    public static Tensor operator *(Tensor a, long b) => OpMulScalar.Call(a, b);

    /// <summary>Multiplies every element by a whole number; integers stay integers.</summary>
    public static Tensor operator *(long a, Tensor b) => OpMulScalar.Call(b, a);

    /// <summary>Element-wise quotient.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => OpDiv.Call(a, b);

    /// <summary>Divides every element by a number.</summary>
    public static Tensor operator /(Tensor a, double b) => OpDivScalar.Call(a, b);

    /// <summary>The sign turned.</summary>
    public static Tensor operator -(Tensor a) => OpNeg.Call(a);

    /// <summary>This plus alpha times another tensor.</summary>
    public Tensor Add(Tensor other, double alpha) => OpAdd.Call(this, other, alpha);

    /// <summary>One over every element.</summary>
    public Tensor Reciprocal() => OpReciprocal.Call(this);

    /// <summary>e to the power of every element.</summary>
    public Tensor Exp() => OpExp.Call(this);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => OpLog.Call(this);

    /// <summary>Natural logarithm of one plus every element.</summary>
    public Tensor Log1p() => OpLog1p.Call(this);

    /// <summary>Square root.</summary>
    public Tensor Sqrt() => OpSqrt.Call(this);

    /// <summary>One over the square root.</summary>
    public Tensor Rsqrt() => OpRsqrt.Call(this);

    /// <summary>Absolute value.</summary>
    public Tensor Abs() => OpAbs.Call(this);

    /// <summary>-1, 0 or 1.</summary>
    public Tensor Sign() => OpSign.Call(this);

    /// <summary>Rounded down.</summary>
    public Tensor Floor() => OpFloor.Call(this);

    /// <summary>Rounded up.</summary>
    public Tensor Ceil() => OpCeil.Call(this);

    /// <summary>Rounded to the nearest, ties to even.</summary>
    public Tensor Round() => OpRound.Call(this);

    /// <summary>Sine, in radians.</summary>
    public Tensor Sin() => OpSin.Call(this);

    /// <summary>Cosine, in radians.</summary>
    public Tensor Cos() => OpCos.Call(this);

    /// <summary>Every element to a power.</summary>
    public Tensor Pow(double exponent) => OpPow.Call(this, exponent);

    /// <summary>Every element times itself.</summary>
    public Tensor Square() => OpMul.Call(this, this);

    /// <summary>Every element moved into [min, max]; a null bound is none.</summary>
    public Tensor Clamp(double? min = null, double? max = null) =>
        OpClamp.Call(this, min is { } low ? low : Arg.None, max is { } high ? high : Arg.None);

    /// <summary>The larger of two elements.</summary>
    public Tensor Maximum(Tensor other) => OpMaximum.Call(this, other);

    /// <summary>The smaller of two elements.</summary>
    public Tensor Minimum(Tensor other) => OpMinimum.Call(this, other);

    /// <summary>Matrix product of the last two dimensions, batched over the others.</summary>
    public Tensor MatMul(Tensor other) => OpMatMul.Call(this, other);

    /// <summary>Product of two matrices [n, k] and [k, m].</summary>
    public Tensor Mm(Tensor other) => OpMm.Call(this, other);

    /// <summary>Products of matching matrices [b, n, k] and [b, k, m].</summary>
    public Tensor Bmm(Tensor other) => OpBmm.Call(this, other);

    /// <summary>This plus the product of two matrices.</summary>
    public Tensor AddMm(Tensor a, Tensor b, double beta = 1, double alpha = 1) => OpAddMm.Call(this, a, b, beta, alpha);

    /// <summary>This plus the products of matching matrices.</summary>
    public Tensor BAddBmm(Tensor a, Tensor b, double beta = 1, double alpha = 1) => OpBAddBmm.Call(this, a, b, beta, alpha);

    /// <summary>A sum of products in Einstein's notation.</summary>
    public static Tensor Einsum(string equation, params Tensor[] operands) => OpEinsum.Call(equation, operands);

    /// <summary>Where two tensors are equal, as truth values.</summary>
    public Tensor Eq(Tensor other) => OpEq.Call(this, other);

    /// <summary>Where elements equal a number.</summary>
    public Tensor Eq(double value) => OpEqScalar.Call(this, value);

    /// <summary>Where elements equal a whole number, exactly, however large.</summary>
    public Tensor Eq(long value) => OpEqScalar.Call(this, value);

    /// <summary>Where this is greater.</summary>
    public Tensor Gt(Tensor other) => OpGt.Call(this, other);

    /// <summary>Where elements are above a number.</summary>
    public Tensor Gt(double value) => OpGtScalar.Call(this, value);

    /// <summary>Where elements are at least a number.</summary>
    public Tensor Ge(double value) => OpGeScalar.Call(this, value);

    /// <summary>Where this is less.</summary>
    public Tensor Lt(Tensor other) => OpLt.Call(this, other);

    /// <summary>Where elements are below a number.</summary>
    public Tensor Lt(double value) => OpLtScalar.Call(this, value);

    /// <summary>Where elements are at most a number.</summary>
    public Tensor Le(double value) => OpLeScalar.Call(this, value);

    /// <summary>Where elements are at most a whole number.</summary>
    public Tensor Le(long value) => OpLeScalar.Call(this, value);

    /// <summary>Truth values turned.</summary>
    public Tensor Not() => OpNot.Call(this);

    /// <summary>Both true.</summary>
    public Tensor And(Tensor other) => OpAnd.Call(this, other);

    /// <summary>At least one true.</summary>
    public Tensor Or(Tensor other) => OpOr.Call(this, other);

    /// <summary>Adds alpha times another tensor, in place.</summary>
    public void AddInPlace(Tensor other, double alpha = 1) => OpAddInPlace.CallInPlace(this, other, alpha);

    /// <summary>Adds a number, in place.</summary>
    public void AddInPlace(double value) => OpAddScalarInPlace.CallInPlace(this, value);

    /// <summary>Adds a whole number, in place; the only one of these two that a tensor of integers takes.</summary>
    public void AddInPlace(long value) => OpAddScalarInPlace.CallInPlace(this, value);

    /// <summary>Multiplies by another tensor, in place.</summary>
    public void MulInPlace(Tensor other) => OpMulInPlace.CallInPlace(this, other);

    /// <summary>Multiplies by a number, in place.</summary>
    public void MulInPlace(double value) => OpMulScalarInPlace.CallInPlace(this, value);
}
