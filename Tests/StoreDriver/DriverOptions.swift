import DDBSchema
import DDBStore

/// How the writer that is killed writes.
enum DriverOptions {
    static var writer: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        options.parts.rowGroupRowsMax = 500
        return options
    }
}
