namespace Weft.Torch.Files.Pickle;

/// <summary>The operations of pickles, by their byte (Python's pickletools names and explains each).</summary>
internal enum PickleOp : byte
{
    /// <summary>Begins a list, tuple or dictionary.</summary>
    Mark = (byte)'(',

    /// <summary>An empty tuple.</summary>
    EmptyTuple = (byte)')',

    /// <summary>Ends the pickle.</summary>
    Stop = (byte)'.',

    /// <summary>Drops a value.</summary>
    Pop = (byte)'0',

    /// <summary>Drops everything above the last mark.</summary>
    PopMark = (byte)'1',

    /// <summary>Doubles a value.</summary>
    Dup = (byte)'2',

    /// <summary>Bytes.</summary>
    BinBytes = (byte)'B',

    /// <summary>Few bytes.</summary>
    ShortBinBytes = (byte)'C',

    /// <summary>A number in decimal digits.</summary>
    Float = (byte)'F',

    /// <summary>Eight bytes, the highest first.</summary>
    BinFloat = (byte)'G',

    /// <summary>A whole number in decimal digits, or a truth value.</summary>
    Int = (byte)'I',

    /// <summary>Four bytes with sign.</summary>
    BinInt = (byte)'J',

    /// <summary>One byte.</summary>
    BinInt1 = (byte)'K',

    /// <summary>A whole number in decimal digits.</summary>
    Long = (byte)'L',

    /// <summary>Two bytes.</summary>
    BinInt2 = (byte)'M',

    /// <summary>None.</summary>
    None = (byte)'N',

    /// <summary>A reference, as a line.</summary>
    PersId = (byte)'P',

    /// <summary>A reference, from the stack.</summary>
    BinPersId = (byte)'Q',

    /// <summary>Calls a function.</summary>
    Reduce = (byte)'R',

    /// <summary>A byte string in quotation marks.</summary>
    String = (byte)'S',

    /// <summary>A byte string.</summary>
    BinString = (byte)'T',

    /// <summary>A short byte string.</summary>
    ShortBinString = (byte)'U',

    /// <summary>A text, as a line.</summary>
    Unicode = (byte)'V',

    /// <summary>A text.</summary>
    BinUnicode = (byte)'X',

    /// <summary>An empty list.</summary>
    EmptyList = (byte)']',

    /// <summary>Appends to a list.</summary>
    Append = (byte)'a',

    /// <summary>Sets an object's state.</summary>
    Build = (byte)'b',

    /// <summary>A name of Python code, as two lines.</summary>
    Global = (byte)'c',

    /// <summary>A dictionary of what lies above the mark.</summary>
    Dict = (byte)'d',

    /// <summary>Appends everything above the mark.</summary>
    Appends = (byte)'e',

    /// <summary>Recalls a value, by a line.</summary>
    Get = (byte)'g',

    /// <summary>Recalls a value, by one byte.</summary>
    BinGet = (byte)'h',

    /// <summary>Makes an object, named by two lines.</summary>
    Inst = (byte)'i',

    /// <summary>Recalls a value, by four bytes.</summary>
    LongBinGet = (byte)'j',

    /// <summary>A list of what lies above the mark.</summary>
    List = (byte)'l',

    /// <summary>Makes an object of a class on the stack.</summary>
    Obj = (byte)'o',

    /// <summary>Keeps a value, by a line.</summary>
    Put = (byte)'p',

    /// <summary>Keeps a value, by one byte.</summary>
    BinPut = (byte)'q',

    /// <summary>Keeps a value, by four bytes.</summary>
    LongBinPut = (byte)'r',

    /// <summary>Sets one entry.</summary>
    SetItem = (byte)'s',

    /// <summary>A tuple of what lies above the mark.</summary>
    Tuple = (byte)'t',

    /// <summary>Sets the entries above the mark.</summary>
    SetItems = (byte)'u',

    /// <summary>An empty dictionary.</summary>
    EmptyDict = (byte)'}',

    /// <summary>The protocol.</summary>
    Proto = 0x80,

    /// <summary>Makes an object.</summary>
    NewObj = 0x81,

    /// <summary>A tuple of one.</summary>
    Tuple1 = 0x85,

    /// <summary>A tuple of two.</summary>
    Tuple2 = 0x86,

    /// <summary>A tuple of three.</summary>
    Tuple3 = 0x87,

    /// <summary>True.</summary>
    NewTrue = 0x88,

    /// <summary>False.</summary>
    NewFalse = 0x89,

    /// <summary>A whole number of up to 255 bytes.</summary>
    Long1 = 0x8A,

    /// <summary>A whole number of any length.</summary>
    Long4 = 0x8B,

    /// <summary>A short text.</summary>
    ShortBinUnicode = 0x8C,

    /// <summary>A long text.</summary>
    BinUnicode8 = 0x8D,

    /// <summary>Many bytes.</summary>
    BinBytes8 = 0x8E,

    /// <summary>An empty set.</summary>
    EmptySet = 0x8F,

    /// <summary>Adds everything above the mark to a set.</summary>
    AddItems = 0x90,

    /// <summary>A set of what lies above the mark.</summary>
    FrozenSet = 0x91,

    /// <summary>Makes an object with named arguments.</summary>
    NewObjEx = 0x92,

    /// <summary>A name of Python code, from the stack.</summary>
    StackGlobal = 0x93,

    /// <summary>Keeps a value under the next number.</summary>
    Memoize = 0x94,

    /// <summary>Begins a frame.</summary>
    Frame = 0x95,

    /// <summary>Bytes that may be changed.</summary>
    ByteArray8 = 0x96,
}
