// The compiler asks for this type in list patterns, and netstandard2.0 does not have it.
namespace System;

internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
