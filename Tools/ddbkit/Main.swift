import DDBCommandLine

@main
struct Main {
    static func main() async {
        await CommandLineRun.main()
    }
}
