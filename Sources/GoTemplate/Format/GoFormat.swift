/// Go's `fmt`: the texts of values.
public enum GoFormat {
    /// `fmt.Sprint` of one value, which is `%v`.
    public static func text(_ value: TemplateValue) -> String {
        switch value {
        case .string(let text): return text
        case .number(let text): return text
        default:
            var output: [UInt8] = []
            append(value, to: &output)
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// Appends what `%v` prints, or as much of it as a value may have and a little more.
    public static func append(_ value: TemplateValue, to output: inout [UInt8]) {
        var printer = GoPrinter()
        printer.limit += output.count
        swap(&printer.output, &output)
        printer.print(value, verb: UInt32(UInt8(ascii: "v")))
        swap(&printer.output, &output)
    }

    static func append(_ number: Int, to output: inout [UInt8]) {
        if number >= 0, number < 10 {
            output.append(0x30 + UInt8(number))
        } else {
            output += String(number).utf8
        }
    }

    /// `fmt.Sprintf`. The text ends early, after the verb that takes it beyond `limit` bytes.
    public static func printf(
        _ format: [UInt8], _ arguments: ArraySlice<TemplateValue>, limit: Int = TemplateLimits.standard.stringBytes
    ) -> [UInt8] {
        var printer = GoPrinter()
        printer.limit = limit
        printer.printf(format, Array(arguments))
        return printer.output
    }

    public static func printf(_ format: String, _ arguments: TemplateValue...) -> String {
        String(decoding: printf(Array(format.utf8), arguments[...]), as: UTF8.self)
    }

    /// `fmt.Sprint`: a space between operands when neither is a string.
    public static func print(_ arguments: ArraySlice<TemplateValue>) -> [UInt8] {
        var output: [UInt8] = []
        var previousIsString = true
        for (index, argument) in arguments.enumerated() {
            let isString =
                if case .string = argument { true } else if case .rawString = argument { true } else { false }
            if index > 0, !isString, !previousIsString { output.append(0x20) }
            append(argument, to: &output)
            previousIsString = isString
        }
        return output
    }

    /// `fmt.Sprintln`: spaces between all operands, and a line feed.
    public static func println(_ arguments: ArraySlice<TemplateValue>) -> [UInt8] {
        var output: [UInt8] = []
        for (index, argument) in arguments.enumerated() {
            if index > 0 { output.append(0x20) }
            append(argument, to: &output)
        }
        output.append(0x0A)
        return output
    }
}
