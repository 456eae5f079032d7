# Builds everything and runs every test project on Windows; ends with one line: N passed, N failed, N skipped.
# The clients of other projects are not installed here, so the interop tests that need them are skipped.
param([switch]$Long, [string]$Filter)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
if ($Long) { $env:SHOAL_LONG = '1' }

Write-Output '== build'
& dotnet build Shoal.slnx -c Release --nologo -v quiet -clp:ErrorsOnly
if ($LASTEXITCODE -ne 0) { exit 1 }

$passed = 0; $failed = 0; $skipped = 0
foreach ($project in Get-ChildItem tests/*.Tests/*.csproj) {
    Write-Output "== $($project.BaseName)"
    $arguments = @('test', $project.FullName, '-c', 'Release', '--no-build', '--nologo', '--logger', 'console;verbosity=minimal')
    if ($Filter) { $arguments += @('--filter', $Filter) }
    $log = & dotnet @arguments 2>&1 | ForEach-Object { "$_" }
    $status = $LASTEXITCODE
    $log | Write-Output
    $f = 0
    $line = $log | Select-String 'Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+)' | Select-Object -Last 1
    if ($line) {
        $counts = $line.Matches[0].Groups
        $f = [int]$counts[1].Value; $passed += [int]$counts[2].Value; $skipped += [int]$counts[3].Value
    }
    if ($status -ne 0 -and $f -eq 0) { Write-Output "$($project.BaseName) broke off with exit code $status."; $f = 1 }
    $failed += $f
}

Write-Output "$passed passed, $failed failed, $skipped skipped"
if ($failed -gt 0 -or $passed -eq 0) { exit 1 }
