process.stderr.write('Error: there is none\n');
process.exitCode = 3;
