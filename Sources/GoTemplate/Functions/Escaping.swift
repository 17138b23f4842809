/// The escapes of `html`, `js` and `urlquery`.
public enum Escaping {
    /// What Go escapes: a lone string as it is, anything else as `fmt.Sprint` prints it.
    static func text(of arguments: TemplateArguments) -> [UInt8] {
        if arguments.count == 1, let bytes = arguments[0].stringBytes { return bytes }
        // No value at all is what it is called, which Helm takes out of texts but not of what was escaped.
        return GoFormat.print(arguments.values.map { $0.isNil ? .string("<no value>") : $0 }[...])
    }

    public static func html(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            switch byte {
            case 0: output += "\u{FFFD}".utf8
            case UInt8(ascii: "\""): output += "&#34;".utf8
            case UInt8(ascii: "'"): output += "&#39;".utf8
            case UInt8(ascii: "&"): output += "&amp;".utf8
            case UInt8(ascii: "<"): output += "&lt;".utf8
            case UInt8(ascii: ">"): output += "&gt;".utf8
            default: output.append(byte)
            }
        }
        return output
    }

    static func javaScript(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (scalar, width) = UTF8Scan.rune(bytes, at: index)
            switch scalar {
            case "\\": output += "\\\\".utf8
            case "'": output += "\\'".utf8
            case "\"": output += "\\\"".utf8
            case "<": output += "\\u003C".utf8
            case ">": output += "\\u003E".utf8
            case "&": output += "\\u0026".utf8
            case "=": output += "\\u003D".utf8
            default:
                if scalar.value < 0x20 || scalar.value >= 0x80 && !scalar.isGoPrintable {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    output += "\\u".utf8
                    output += repeatElement(UInt8(ascii: "0"), count: max(0, 4 - digits.utf8.count))
                    output += digits.utf8
                } else {
                    output += bytes[index..<index + width]
                }
            }
            index += width
        }
        return output
    }

    /// Go's `url.QueryEscape`.
    public static func query(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte.isWordByte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") {
                output.append(byte)
            } else if byte == 0x20 {
                output.append(UInt8(ascii: "+"))
            } else {
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return output
    }
}
